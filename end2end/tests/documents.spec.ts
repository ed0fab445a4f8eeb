import { readFileSync } from "node:fs";

import { act, button, said, settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, unique } from "../support/test.ts";

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

test("files are uploaded, read back as they were, and both are on record", async ({ as, office }) => {
  const id = await office.openCase(unique("Papers kept"));
  await office.give(id, "priya", "contribute");
  const priya = await as("priya");
  await visit(priya, `/cases/${id}`);
  await priya.getByRole("navigation", { name: "Case sections" }).getByRole("link", { name: "Documents" }).click();
  await settled(priya);
  await expect(priya.getByRole("main")).toContainText("No documents yet");
  await priya.getByLabel("Files").setInputFiles([file("Lease.txt", "the lease"), file("Rent.txt", "the rent")]);
  await button(priya, "Upload").click();
  await said(priya, "All files are stored.");
  await priya.getByRole("main").getByRole("link", { name: "Lease.txt" }).click();
  await settled(priya);
  const downloading = priya.waitForEvent("download");
  await priya.getByRole("main").getByRole("link", { name: "Download", exact: true }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Lease.txt");
  expect(readFileSync(await download.path(), "utf8")).toBe("the lease");

  await priya.getByLabel("What has changed").fill("Signed");
  await priya.getByLabel("File", { exact: true }).setInputFiles(file("Lease signed.txt", "the lease, signed"));
  await button(priya, "Add version").click();
  await said(priya, "Stored.");
  const versions = priya.getByRole("region", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText("Signed");
  // a paralegal works on documents and reads nobody's record
  await expect(priya.getByRole("region", { name: "Who did" })).toHaveCount(0);

  const tomas = await as("tomas");
  await visit(tomas, new URL(priya.url()).pathname);
  await expect(tomas.getByRole("region", { name: "Who did" })).toContainText("Downloaded a document, version 1");
  await expect(tomas.getByRole("region", { name: "Who can open this" })).toContainText("Priya Raman");
  await button(tomas, "Make version 1 the newest").click();
  await said(tomas, "That version is the newest again.");
  await expect(tomas.getByRole("region", { name: "Versions" }).getByRole("listitem")).toHaveCount(3);
});

test("what is narrowed, walled or another role's is not there", async ({ as, office }) => {
  const okonkwo = await office.case(OKONKWO);
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${okonkwo}/documents`);
  const main = tomas.getByRole("main");
  await expect(main).toContainText("Attorneys only");
  const strategy = await main.getByRole("link", { name: "Settlement strategy.txt" }).getAttribute("href");

  const priya = await as("priya");
  await visit(priya, `/cases/${okonkwo}/documents`);
  await expect(priya.getByRole("main")).toContainText("Complaint.docx");
  await expect(priya.getByRole("main")).not.toContainText("Settlement strategy");
  const greta = await as("greta");
  await visit(greta, `/cases/${okonkwo}/documents`);
  await expect(greta.getByRole("main").getByRole("row")).toHaveCount(2);
  await expect(greta.getByRole("main")).toContainText("Fee agreement, Okonkwo.pdf");

  const jonas = await as("jonas");
  for (const path of [`/cases/${okonkwo}/documents`, strategy!, `${strategy}/download`]) {
    for (const page of [jonas, priya]) {
      if (page === priya && !path.startsWith("/documents")) continue;
      const response = await page.request.get(path, { headers: { accept: "text/html" } });
      expect(response.status(), path).toBe(404);
    }
  }
});

test("a document under a legal hold stays out of the trash", async ({ as, js, office }) => {
  const id = await office.openCase(unique("Held papers"));
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/documents`);
  await tomas.getByLabel("Files").setInputFiles(file("Log.txt", "the log"));
  await button(tomas, "Upload").click();
  await said(tomas, "Stored.");
  await tomas.getByRole("main").getByRole("link", { name: "Log.txt" }).click();
  await settled(tomas);
  await tomas.getByText("Put this document under a legal hold").click();
  await button(tomas, "Put on hold").click();
  await expect(tomas.getByText("Enter a reason.").locator("visible=true").first()).toBeVisible();
  await settled(tomas);
  if (!js) await tomas.getByText("Put this document under a legal hold").click();
  await tomas.locator("#f-reason-hold").fill("A subpoena.");
  await act(tomas, "Put on hold", "The hold is in force. Nothing under it can be put in the trash or destroyed.");
  await tomas.getByText("Put it in the trash").click();
  await button(tomas, "Put in the trash").click();
  await expect(tomas.getByText("This document is under a legal hold.").locator("visible=true").first()).toBeVisible();
});

test("a folder is made, and narrowed to people by name", async ({ as, office }) => {
  const id = await office.openCase(unique("Folders"));
  await office.give(id, "priya", "contribute");
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/documents`);
  await tomas.getByRole("link", { name: "New folder" }).click();
  await settled(tomas);
  await tomas.getByLabel("Name").fill("Strategy");
  await act(tomas, "Make folder", "The folder is made.");
  await tomas.getByRole("link", { name: "Change folder Strategy" }).click();
  await settled(tomas);
  await tomas.getByRole("link", { name: "Narrow who may see what is in it" }).click();
  await settled(tomas);
  await tomas.getByLabel("People by name").check();
  await tomas.getByLabel("Tomás Ferreira").check();
  await act(tomas, "Save", "Who may open it has changed.");
  await expect(tomas.getByRole("navigation", { name: "Folders" })).toContainText("Strategy");
  const priya = await as("priya");
  await visit(priya, `/cases/${id}/documents`);
  await expect(priya.getByRole("navigation", { name: "Folders" })).not.toContainText("Strategy");
});
