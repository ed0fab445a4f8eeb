import { act, button, complains, settled, visit } from "../support/pages.ts";
import { expect, test } from "../support/test.ts";

test("settings hold at once, and a bad value is refused beside its field with the rest kept", async ({ as }) => {
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await expect(miriam.getByLabel("Time zone")).toHaveValue("America/New_York");
  await miriam.getByLabel("Address").fill("14 Harbor Street\nCalder, NY 10001");
  const pattern = await miriam.getByLabel("Case numbers").inputValue();
  await miriam.getByLabel("Case numbers").fill("{seq}");
  await button(miriam, "Save settings").click();
  await complains(miriam, "case_number_pattern", "Write {year} once: numbers must not come twice.");
  await expect(miriam.getByLabel("Address")).toHaveValue("14 Harbor Street\nCalder, NY 10001");
  await settled(miriam);
  await miriam.getByLabel("Case numbers").fill(pattern);
  await act(miriam, "Save settings", "Saved.");
  await expect(miriam.getByLabel("Address")).toHaveValue("14 Harbor Street\nCalder, NY 10001");
});

test("settings are for managing partners", async ({ as }) => {
  const nkechi = await as("nkechi");
  expect((await visit(nkechi, "/settings")).status()).toBe(403);
  await expect(nkechi.getByRole("link", { name: "Settings" })).toHaveCount(0);
});
