import { expect, test as setup } from "@playwright/test";

import { button, enterPassword, settled, visit } from "../support/pages.ts";
import { DEMO_TOTP, KEPT, personas, statePath } from "../support/personas.ts";
import { totp } from "../support/totp.ts";

for (const who of KEPT) {
  setup(`${who} signs in`, async ({ page }) => {
    await visit(page, "/sign-in");
    await enterPassword(page, personas[who]);
    if (who === "miriam") {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm it is you");
      await settled(page);
      await page.getByLabel("Six-digit code").fill(totp(DEMO_TOTP));
      await button(page, "Sign in").click();
    }
    await expect(page.getByRole("navigation", { name: "Main" })).toContainText(personas[who].name);
    await page.context().storageState({ path: statePath(who) });
  });
}
