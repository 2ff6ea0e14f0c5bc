/** What the compiler refuses; the compiler is the test, and an unused expectation fails it. */
import { ProblemError, createClient, paged, unwrap } from "@ontwikkelkracht/ok-api";
import type {
  FacilitationQuestion,
  ItemOf,
  NewExpertise,
  RulePage,
  School,
} from "@ontwikkelkracht/ok-api";

const api = createClient({ baseUrl: "http://127.0.0.1:1/v1" });
const path = { expertiseId: "019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01" };

export async function accepted(): Promise<void> {
  const school: School = await unwrap(
    api.GET("/schools/{establishmentCode}", { params: { path: { establishmentCode: "99ZZ01" } } }),
  );
  const website: string | null = school.website;
  const item: ItemOf<"/schools"> = school;
  const asked = { schoolCount: 6, schoolYear: "2025-2026" };
  const question: FacilitationQuestion = { ...asked, phase: "pilot" };
  const page: RulePage = await unwrap(api.GET("/rules", { params: { query: { count: true } } }));
  const total: number | undefined = page.total;
  void [website, item, question, total, page.items.map((rule) => rule.title.nl)];
}

export async function refused(problem: ProblemError): Promise<void> {
  const expertise: NewExpertise = {
    establishmentCode: "99ZZ01",
    title: "Lezen om te leren",
    summary: "Leesaanpak.",
    // @ts-expect-error: the theme is one, and it is called `theme`.
    themes: ["lezen"],
    sectors: ["PO"],
  };
  void expertise;

  // @ts-expect-error: the phases are a closed list.
  const question: FacilitationQuestion["phase"] = "retired";
  void question;

  // @ts-expect-error: there is no such address.
  await api.GET("/scholen");

  // @ts-expect-error: the sectors are a closed list.
  await api.GET("/schools", { params: { query: { sector: ["HBO"] } } });

  // @ts-expect-error: a change names the version that it changes.
  await api.PATCH("/expertises/{expertiseId}", { params: { path }, body: { published: true } });

  const school = await unwrap(
    api.GET("/schools/{establishmentCode}", { params: { path: { establishmentCode: "99ZZ01" } } }),
  );
  // @ts-expect-error: it is called `name`.
  void school.naam;
  // @ts-expect-error: not every school has a website.
  const website: string = school.website;
  void website;

  // @ts-expect-error: a single school is no list.
  void paged(api, "/schools/{establishmentCode}");
  // @ts-expect-error: a nested list has a parent.
  void paged(api, "/participations/{participationId}/team-members");

  // @ts-expect-error: no problem is called so.
  void (problem.kind === "outdated");
}
