import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/a11y.ts";
import { act, button, said, settled, visit } from "../support/pages.ts";
import { pdf } from "../support/papers.ts";
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
  const listed = greta.getByRole("main").getByRole("table").getByRole("row").filter({ has: greta.getByRole("link") });
  await expect(listed.filter({ hasText: "Fee agreement, Okonkwo.pdf" })).toHaveCount(1);
  await expect(listed.filter({ hasNotText: /(Fee agreement|Receipt), version \d/ })).toHaveCount(0);

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

/// Whether a picture of the page has come.
const isDrawn = async (page: Page, name: string) => {
  const picture = page.getByRole("img", { name, exact: true });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 15_000 }).toBeGreaterThan(600);
};

test("a document is read page by page, and that is on record", async ({ as, js, office }) => {
  test.slow();
  const id = await office.openCase(unique("Read papers"));
  const tomas = await as("tomas");
  await visit(tomas, `/cases/${id}/documents`);
  await tomas.getByLabel("Files").setInputFiles([
    { name: "Deposition.pdf", mimeType: "application/pdf", buffer: pdf(12) },
    file("Note.txt", "Terms <b>of</b> the lease"),
    { name: "Broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nnothing of one") },
  ]);
  await button(tomas, "Upload").click();
  await said(tomas, "All files are stored.");
  const open = async (name: string) => {
    await visit(tomas, `/cases/${id}/documents`);
    await tomas.getByRole("main").getByRole("link", { name, exact: true }).click();
    await settled(tomas);
    await tomas.getByRole("main").getByRole("link", { name: "View", exact: true }).first().click();
    await settled(tomas);
  };
  await open("Deposition.pdf");
  await isDrawn(tomas, "Page 1 of 12");
  if (js) await isDrawn(tomas, "Page 10 of 12");
  await expect(tomas.getByRole("img", { name: "Page 11 of 12" })).toHaveCount(0);
  if (js) await expectAccessible(tomas);
  await tomas.getByRole("link", { name: "From page 11" }).click();
  await expect(tomas.getByRole("main")).toContainText("Pages 11 to 12 of 12");
  await tomas.getByLabel("Go to page").fill("12");
  await button(tomas, "Go").click();
  await isDrawn(tomas, "Page 12 of 12");
  await tomas.getByLabel("Go to page").fill("99");
  await button(tomas, "Go").click();
  await expect(tomas.getByRole("main")).toContainText("This document has no such page");

  await tomas.getByRole("link", { name: "Back to the document" }).click();
  await settled(tomas);
  const record = tomas.getByRole("region", { name: "Who did" });
  await expect(record).toContainText("Tomás Ferreira: Viewed a document, version 1");
  await expect(record.getByText("Viewed a document, version 1")).toHaveCount(1);
  await tomas.getByLabel("What was done").selectOption("Changed");
  await button(tomas, "Filter").click();
  await settled(tomas);
  await expect(record.getByRole("listitem")).toHaveCount(1);
  const downloading = tomas.waitForEvent("download");
  await record.getByRole("link", { name: "Export as CSV" }).click();
  const sheet = readFileSync(await (await downloading).path(), "utf8");
  expect(sheet).toContain('Associate attorney,"Added a document, version 1",Done');
  expect(sheet).not.toContain("Viewed");

  await open("Note.txt");
  await expect(tomas.getByRole("article")).toContainText("Terms <b>of</b> the lease");
  await open("Broken.pdf");
  await expect(tomas.getByRole("main")).toContainText("This document cannot be read");
  await expect(tomas.getByRole("link", { name: "Download" })).toBeVisible();
});

/// Drops files on an element of the page, as a hand would.
async function drop(page: Page, selector: string, files: { name: string; bytes: number }[]): Promise<void> {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, bytes } of files) data.items.add(new File([new Uint8Array(bytes).fill(97)], name));
    return data;
  }, files);
  await page.dispatchEvent(selector, "dragover", { dataTransfer: data });
  await page.dispatchEvent(selector, "drop", { dataTransfer: data });
}

test("files that are dropped go one by one, and are stopped, refused and tried again", async ({ as, js, office }) => {
  test.skip(!js, "without script the form sends them");
  const id = await office.openCase(unique("Dropped papers"));
  const tomas = await as("tomas");
  await tomas.addInitScript(() => {
    const size = Object.getOwnPropertyDescriptor(Blob.prototype, "size")!.get!;
    Object.defineProperty(Blob.prototype, "size", {
      get(this: Blob) {
        return this instanceof File && this.name === "Huge.bin" ? 1e13 : size.call(this);
      },
    });
  });
  await visit(tomas, `/cases/${id}/documents`);
  const line = (name: string) => tomas.getByRole("list", { name: "Uploads" }).getByRole("listitem").filter({ hasText: name });

  // what is refused before its first byte, and by the server
  await tomas.route("**/documents/upload", (route) =>
    route.fulfill({ status: 409, json: [{ file: "Bad.txt", kept: null, error: "There is no room for it." }] }),
  );
  await drop(tomas, ".vault__list", [{ name: "Huge.bin", bytes: 1 }, { name: "Bad.txt", bytes: 9 }]);
  await expect(line("Huge.bin")).toContainText("the most that is taken");
  await expect(line("Bad.txt")).toContainText("There is no room for it.");
  await expect(tomas.getByText("0 of 2 files stored, 2 not.").first()).toBeVisible();
  await expectAccessible(tomas);
  await tomas.unroute("**/documents/upload");

  // how far it has come, over a slow line
  const line_speed = await tomas.context().newCDPSession(tomas);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300_000 };
  await line_speed.send("Network.emulateNetworkConditions", slow);
  await drop(tomas, "#send", [{ name: "Long.txt", bytes: 3_000_000 }]);
  const bar = tomas.getByRole("progressbar", { name: "Uploading Long.txt" });
  await expect.poll(async () => Number(await bar.getAttribute("value"))).toBeGreaterThan(0);
  await expect(line("Long.txt")).toContainText(/ of 3 MB/);
  await tomas.getByRole("button", { name: "Cancel Long.txt" }).click();
  await expect(line("Long.txt")).toContainText("Cancelled");
  await line_speed.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });

  // what is tried again comes through, and the list shows it without a reload
  await tomas.getByRole("button", { name: "Try again: Bad.txt" }).click();
  await expect(line("Bad.txt")).toContainText("Stored");
  await expect(tomas.getByRole("main").getByRole("link", { name: "Bad.txt" })).toBeVisible();
  await expect(tomas.getByRole("main").getByRole("link", { name: "Long.txt" })).toHaveCount(0);
  for (const name of ["Huge.bin", "Bad.txt", "Long.txt"]) {
    await tomas.getByRole("button", { name: `Dismiss ${name}` }).click();
  }
  await drop(tomas, ".vault__list", [{ name: "One.txt", bytes: 5 }, { name: "Two.txt", bytes: 6 }]);
  await said(tomas, "All files are stored.");
  await expect(tomas.getByRole("main").getByRole("link", { name: "Two.txt" })).toBeVisible();
});
