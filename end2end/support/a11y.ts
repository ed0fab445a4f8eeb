import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Fails with one line for each element that breaks a rule of WCAG 2.2 AA: what, where, why.
/// Where a page's scripts are switched off, axe still runs: the browser's own evaluation does it.
export async function expectAccessible(page: Page): Promise<void> {
  expect(await barriers(page), `${new URL(page.url()).pathname} breaks WCAG 2.2 AA`).toEqual([]);
}

/// A line for each element that breaks a rule.
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = (failureSummary ?? "").replace(/\s+/g, " ").trim();
      return `${id} at ${target.join(" ")}: ${help}. ${why}`;
    }),
  );
}
