export type Fetch = (request: Request) => Promise<Response>;

const BUSY = [429, 503];
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

/**
 * Repeats what was answered 429 or 503, or not at all. Nothing is done twice by it: reads change nothing,
 * a POST carries its key, and a change carries If-Match. A change that stayed unanswered is left to
 * the caller though: it may have been done, and its repetition would be told that it is stale.
 */
export function retrying(fetch: Fetch, retries: number): Fetch {
  return async (request) => {
    for (let attempt = 0; attempt < retries; attempt++) {
      try {
        const response = await fetch(request.clone());
        if (!BUSY.includes(response.status)) return response;
        await response.body?.cancel();
        await pause(attempt, request.signal, response.headers.get("Retry-After"));
      } catch (error) {
        if (request.signal.aborted || request.headers.has("If-Match")) throw error;
        await pause(attempt, request.signal);
      }
    }
    return fetch(request);
  };
}

async function pause(
  attempt: number,
  signal: AbortSignal,
  seconds: string | null = null,
): Promise<void> {
  signal.throwIfAborted();
  const grown = FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random() / 2);
  const asked = seconds === null ? grown : Number(seconds) * 1000;
  const milliseconds = Math.min(Number.isNaN(asked) ? grown : asked, LONGEST_PAUSE);
  await new Promise<void>((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", giveUp);
  });
}
