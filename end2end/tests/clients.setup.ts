import { statePath } from "../support/personas.ts";
import { signIn } from "../support/portal.ts";
import { test as setup } from "../support/test.ts";

setup("Ramona Okonkwo signs in to the portal", async ({ as, guest }) => {
  const page = await guest();
  await signIn(page, await as("miriam"), "Ramona Okonkwo");
  await page.context().storageState({ path: statePath("ramona") });
});
