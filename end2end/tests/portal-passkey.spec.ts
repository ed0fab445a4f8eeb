import { expectAccessible } from "../support/a11y.ts";
import { button, visit } from "../support/pages.ts";
import { signIn } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

test("a client adds a passkey, signs in with it, and removes it", async ({ as, guest, js }) => {
  test.skip(!js, "a browser hands out a passkey to a script alone");
  test.slow();
  const [page, partner] = [await guest(), await as("miriam")];
  // a device that unlocks itself
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, partner, 3);
  await visit(page, "/portal/profile");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await expect(page.getByLabel("What you call this device")).not.toHaveValue("");
  await expectAccessible(page);
  await page.getByLabel("What you call this device").fill("My phone");
  await button(page, "Add a passkey").click();
  await expect(page).toHaveURL(/\/portal\/profile\?done=portal-passkey$/);
  await expect(page.getByText("Added. From now on this device lets you in.")).toBeVisible();
  await expect(page.getByText("My phone", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await test.step("a device has one", async () => {
    await visit(page, "/portal/profile/passkey");
    await button(page, "Add a passkey").click();
    await expect(page.getByText("This device has a passkey for the portal already.")).toBeVisible();
    await expectAccessible(page);
  });
  await visit(page, "/portal/profile");
  await button(page, "Sign out").first().click();
  await page.getByRole("link", { name: "Sign in with a passkey" }).click();
  await expectAccessible(page);
  await button(page, "Use a passkey").click();
  await expect(page).toHaveURL(/\/portal\?done=portal-in$/);
  await visit(page, "/portal/profile");
  await expect(page.getByText(/last used/)).toBeVisible();
  await button(page, "Remove the passkey My phone").click();
  await expect(page.getByText("Removed. That passkey lets nobody in any more.")).toBeVisible();
  await button(page, "Sign out").first().click();
  await visit(page, "/portal/passkey");
  await button(page, "Use a passkey").click();
  await expect(page.getByText(/^This device’s passkey was not accepted/)).toBeVisible();
});

test("without a script the page of passkeys leads to a code", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto("/portal/passkey");
  await expect(page.getByText("This needs JavaScript and a browser that knows passkeys.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Use a passkey" })).toHaveCount(0);
  await page.getByRole("link", { name: "Use a code instead" }).click();
  await expect(page).toHaveURL(/\/portal\/sign-in$/);
  await context.close();
});
