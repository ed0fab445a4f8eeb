import { defineConfig, devices } from "@playwright/test";

/// Debian's browser: Playwright's own cannot be counted on.
const launchOptions = {
  executablePath: process.env.PRIVITY_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/// Chosen here, before the server starts, and handed to it and to the workers.
const url = (process.env.PRIVITY_E2E_URL ??= `http://localhost:${20_000 + (process.pid % 20_000)}`);

const desktop = devices["Desktop Chrome"];

export default defineConfig({
  testDir: "tests",
  globalSetup: "./support/server.ts",
  forbidOnly: !!process.env.CI,
  fullyParallel: true,
  workers: 2,
  // A test that needs its second try is named as flaky at the end: a defect, though not a reason to
  // turn a change away.
  retries: process.env.CI ? 1 : 0,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PRIVITY_E2E_JSON ?? "test-results/report.json" }],
  ],
  use: {
    baseURL: url,
    locale: "en-GB",
    timezoneId: "Europe/London",
    // Pages that fade into each other only cost time here.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    trace: "on-first-retry",
    launchOptions,
  },
  projects: [
    { name: "people", testMatch: "people.setup.ts", use: desktop },
    { name: "clients", testMatch: "clients.setup.ts", dependencies: ["people"], use: desktop },
    { name: "chromium", testIgnore: "phone.spec.ts", dependencies: ["clients"], use: desktop },
    {
      name: "no-javascript",
      testMatch: /(sign-in|cases|documents|access|clients|contacts|staff|staff-access|front-desk|settings|notes|calls|retention|filing|templates|appointments|time|today|invoices|payments|terms|invoice-mail|dunning)\.spec\.ts/,
      dependencies: ["people"],
      use: { ...desktop, javaScriptEnabled: false },
    },
    {
      name: "phone",
      testMatch: "phone.spec.ts",
      dependencies: ["people"],
      use: { ...desktop, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    },
  ],
});
