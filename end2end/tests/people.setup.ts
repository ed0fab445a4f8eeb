import { test as setup } from "@playwright/test";

import { signInKept } from "../support/kept.ts";
import { KEPT } from "../support/personas.ts";

for (const who of KEPT) {
  setup(`${who} signs in`, async ({ page }) => {
    await signInKept(page, who);
  });
}
