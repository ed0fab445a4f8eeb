import { act, button, complains, leave, rows, said, settled, visit } from "../support/pages.ts";
import { expect, test } from "../support/test.ts";

test("the schedule is set by practice area, and a bad number is refused with the field", async ({ as, javaScriptEnabled }) => {
  // both ways of working change a schedule of their own
  const area = javaScriptEnabled ? "Family" : "Housing";
  const miriam = await as("miriam");
  await visit(miriam, "/retention");
  await miriam.getByRole("link", { name: `Change for ${area}` }).click();
  await settled(miriam);
  await miriam.getByLabel("Years").fill("seven");
  await button(miriam, "Save").click();
  await complains(miriam, "years", "Enter whole years from 1 to 100, or leave it empty.");
  await settled(miriam);
  await miriam.getByLabel("Years").fill("6");
  await act(miriam, "Save", "Saved.");
  await expect(rows(miriam, "How long documents are kept").filter({ hasText: area }).filter({ hasText: "6 years" })).toHaveCount(1);
});

test("the deputy destroys nothing without the case's number", async ({ as }) => {
  const nkechi = await as("nkechi");
  await visit(nkechi, "/retention");
  await expect(nkechi.getByText("How long documents are kept")).toHaveCount(0);
  await nkechi.getByRole("link", { name: /^Decide on case/ }).first().click();
  await settled(nkechi);
  await nkechi.getByLabel("The case’s number").fill("1");
  await button(nkechi, "Destroy them").click();
  await complains(nkechi, "number", /^Type the case’s number, .*, to destroy its documents\.$/);
});

test("one asks, another destroys, and both are named afterwards", async ({ as, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "what is destroyed once is destroyed");
  const [miriam, nkechi] = [await as("miriam"), await as("nkechi")];
  await visit(miriam, "/retention");
  const due = rows(miriam, "Cases kept for long enough").filter({ hasText: "Brandt orchard lease" });
  await due.getByRole("link", { name: /^Ask to destroy/ }).click();
  await settled(miriam);
  await miriam.getByLabel("Why they can go").fill("The lease ended two years ago.");
  await leave(miriam, button(miriam, "Ask to destroy"));
  await said(miriam, "Asked. The documents stay until a second person confirms.");

  await visit(nkechi, "/retention");
  const waits = rows(nkechi, "Asked, and waiting").filter({ hasText: "The lease ended" });
  const number = (await waits.getByRole("rowheader").innerText()).split("\n")[0] ?? "";
  await waits.getByRole("link", { name: /^Decide on case/ }).click();
  await settled(nkechi);
  await nkechi.getByLabel("The case’s number").fill(number);
  await leave(nkechi, button(nkechi, "Destroy them"));
  await said(nkechi, "Destroyed. These documents can no longer be read.");

  await visit(miriam, "/retention");
  await expect(rows(miriam, "Decided").filter({ hasText: "1 document destroyed by Nkechi" })).toHaveCount(1);
  expect((await miriam.request.get((await miriam.getByRole("link", { name: number }).getAttribute("href")) ?? "")).status()).toBe(200);
});
