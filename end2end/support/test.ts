import { randomInt } from "node:crypto";

import { test as base, type BrowserContext, type Page } from "@playwright/test";

import { freshen } from "./kept.ts";
import { Office } from "./office.ts";
import { visit } from "./pages.ts";
import { statePath, type Kept } from "./personas.ts";

export { expect } from "@playwright/test";

type Fixtures = {
  /// Whether scripts run in this project.
  js: boolean;
  /// A page of somebody who is signed in, in a browser of its own.
  as: (who: Kept) => Promise<Page>;
  /// A page of somebody nobody knows, in a browser of its own.
  guest: () => Promise<Page>;
  /// The portal's first page, of Ramona Okonkwo, in a browser of its own: she may ask for three codes an hour.
  ramona: () => Promise<Page>;
  /// Arranges what a test needs.
  office: Office;
  faults: string[];
};

/// Every test fails on a script error, a broken content security policy or a server fault on any of
/// its pages.
export const test = base.extend<Fixtures>({
  js: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),

  faults: [
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      base.expect(faults, "what went wrong in the browser meanwhile").toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, faults }, use) => {
    watch(context, faults);
    await use(context);
  },

  as: async ({ browser, baseURL, faults }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (who) => {
      await freshen(browser, baseURL!, who);
      const context = await browser.newContext({ storageState: statePath(who) });
      opened.push(context);
      watch(context, faults);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },

  guest: async ({ browser, faults }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push(context);
      watch(context, faults);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },

  ramona: async ({ browser, faults }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ storageState: statePath("ramona") });
      opened.push(context);
      watch(context, faults);
      const page = await context.newPage();
      await visit(page, "/portal");
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
  },

  office: async ({ playwright, baseURL }, use) => {
    const office = new Office(playwright.request, baseURL!);
    await use(office);
    await office.close();
  },
});

function watch(context: BrowserContext, faults: string[]): void {
  context.on("weberror", (error) => faults.push(`script error: ${error.error().message}`));
  context.on("console", (message) => {
    // A page that is meant to be a 404 or a refusal logs itself so.
    const expected = message.text().startsWith("Failed to load resource");
    const policy = message.text().includes("Content Security Policy");
    if (policy || (message.type() === "error" && !expected)) {
      faults.push(`console of ${new URL(message.page()?.url() ?? "about:blank").pathname}: ${message.text()}`);
    }
  });
  context.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
  context.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
}

let made = 0;

/// Words that no other test uses.
export function unique(words: string): string {
  made += 1;
  return `${words} ${Date.now().toString(36)}${process.pid.toString(36)}${made}`;
}

/// A name that neither looks nor sounds like any other: conflict checks find what does.
export function uniqueName(): string {
  const pick = (letters: string) => letters[randomInt(letters.length)]!;
  const word = () => Array.from({ length: 4 }, () => pick("bdfgklmnprstvz") + pick("aeiou")).join("");
  const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
  return `${capital(word())} ${capital(word())}`;
}
