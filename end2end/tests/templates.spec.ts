import { readFileSync } from "node:fs";

import { act, button, complains, leave, said, settled, visit } from "../support/pages.ts";
import { expect, test, unique } from "../support/test.ts";

test("a template is filled from the case, read, and kept as a document", async ({ as, office }) => {
  const title = unique("To be written for");
  const id = await office.openCase(title, "nkechi");
  const nkechi = await as("nkechi");
  await visit(nkechi, `/cases/${id}/documents`);
  await leave(nkechi, nkechi.getByRole("link", { name: "New from template" }));
  await settled(nkechi);
  await nkechi.getByLabel("Template", { exact: true }).selectOption("Cover letter to the court");
  await leave(nkechi, button(nkechi, "Use this template"));
  await settled(nkechi);
  const main = nkechi.getByRole("main");
  await expect(nkechi.getByLabel("The case’s title")).toHaveValue(title);
  // what is not on file is marked, and may be typed
  await expect(nkechi.getByLabel("The court", { exact: true })).toHaveValue("");
  await expect(main).toContainText("{{case.court}}: not on file");
  await nkechi.getByLabel("The court", { exact: true }).fill("Supreme <Court> & Sons");
  await leave(nkechi, button(nkechi, "Preview"));
  await settled(nkechi);
  const preview = nkechi.getByRole("region", { name: "How it reads" });
  await expect(preview).toContainText("Supreme <Court> & Sons");
  await expect(preview).toContainText(title);
  await expect(nkechi.getByLabel("The court", { exact: true })).toHaveValue("Supreme <Court> & Sons");
  expect(nkechi.url()).not.toContain("Supreme");
  await visit(nkechi, new URL(nkechi.url()).pathname + new URL(nkechi.url()).search);
  await nkechi.getByLabel("The court", { exact: true }).fill("The court");
  await nkechi.getByLabel("Name of the document").fill("");
  await button(nkechi, "Save as a document").click();
  await complains(nkechi, "name", "Enter a name.");
  await settled(nkechi);
  await nkechi.getByLabel("Name of the document").fill("To the court");
  await leave(nkechi, button(nkechi, "Save as a document"));
  await said(nkechi, "Stored.");
  await expect(main.getByRole("heading", { name: "To the court.docx" })).toBeVisible();
  const downloading = nkechi.waitForEvent("download");
  await main.getByRole("link", { name: "Download", exact: true }).click();
  const download = await downloading;
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe("PK");
});

test("managing partners keep templates; what nothing fills is refused", async ({ as, office }) => {
  const name = unique("House letter");
  const miriam = await as("miriam");
  await visit(miriam, "/settings");
  await leave(miriam, miriam.getByRole("link", { name: "Templates" }));
  await settled(miriam);
  const main = miriam.getByRole("main");
  await expect(main).toContainText("{{client.name}}");
  // the file of another template serves
  const listed = main.getByRole("link", { name: "Authority to act" });
  const path = (await listed.getAttribute("href"))!;
  const bytes = await (await miriam.request.get(`${path}/download`)).body();
  const docx = (buffer: Buffer) => ({
    name: "letter.docx",
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    buffer,
  });
  await miriam.getByLabel("Name", { exact: true }).fill(name);
  await miriam.getByLabel("Word document").setInputFiles(docx(Buffer.from("not a letter")));
  await leave(miriam, button(miriam, "Add template"));
  await complains(miriam, "file", "This is no Word document.");
  await settled(miriam);
  await expect(miriam.getByLabel("Name", { exact: true })).toHaveValue(name);
  await miriam.getByLabel("Word document").setInputFiles(docx(bytes));
  await leave(miriam, button(miriam, "Add template"));
  await said(miriam, "The template is kept.");
  await leave(miriam, main.getByRole("link", { name }));
  await settled(miriam);
  const nkechi = await as("nkechi");
  const id = await office.openCase(unique("Offered"), "nkechi");
  await visit(nkechi, `/cases/${id}/documents/template`);
  await expect(nkechi.getByLabel("Template", { exact: true }).getByRole("option", { name })).toHaveCount(1);
  await act(miriam, "Retire", "Retired. What was made of it stays.");
  await visit(nkechi, `/cases/${id}/documents/template`);
  await expect(nkechi.getByLabel("Template", { exact: true }).getByRole("option", { name })).toHaveCount(0);
  for (const page of ["/settings/templates", path, `${path}/download`]) {
    const answer = await nkechi.request.get(page, { headers: { accept: "text/html" } });
    expect(answer.status(), page).toBe(403);
  }
});
