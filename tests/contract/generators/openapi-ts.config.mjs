/** hey-api: types, calls, and a zod schema of everything that is sent and answered. */
export default {
  input: "openapi.json",
  output: "src",
  plugins: [
    "@hey-api/typescript",
    "@hey-api/client-fetch",
    { name: "@hey-api/sdk", validator: true },
    "zod",
  ],
};
