import type { Page, Request } from "@playwright/test";

import { settled, visit } from "../support/pages.ts";
import { OKONKWO } from "../support/personas.ts";
import { expect, test, uniqueName } from "../support/test.ts";

async function requestsOf(page: Page, path: string): Promise<Request[]> {
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  await page.goto(path);
  await settled(page);
  await page.waitForLoadState("networkidle");
  return requests;
}

test("the sign-in page takes five requests besides its fonts", async ({ page, baseURL }) => {
  const requests = await requestsOf(page, "/sign-in");
  const others = requests.filter((request) => request.resourceType() !== "font").map((request) => request.url());
  expect(others.length, others.join("\n")).toBeLessThanOrEqual(5);
  for (const url of requests.map((request) => request.url())) expect(url.startsWith(baseURL!), url).toBe(true);
});

test("a page that nothing moves on sends no script", async ({ as, office }) => {
  const page = await as("miriam");
  for (const path of ["/cases", "/clients", "/staff", "/audit", `/cases/${await office.case(OKONKWO)}`]) {
    const requests = await requestsOf(page, path);
    const scripts = requests.filter((request) => request.resourceType() === "script" || /\.(js|wasm)\b/.test(request.url()));
    expect(scripts.map((request) => request.url()), path).toEqual([]);
    expect(await page.locator("script").count(), path).toBe(0);
    page.removeAllListeners("request");
  }
});

test("a second visit takes what does not change from the browser's own cache", async ({ as }) => {
  const page = await as("miriam");
  await visit(page, "/cases");
  const answers: string[] = [];
  page.on("response", async (response) => {
    if (!response.fromServiceWorker() && response.url().includes("/pkg/")) {
      answers.push(response.headers()["cache-control"] ?? "");
    }
  });
  await page.reload();
  for (const header of answers) expect(header).toMatch(/immutable/);
});

test("every answer carries the headers that fence a page in", async ({ as, page, office }) => {
  const miriam = await as("miriam");
  const paths = ["/cases", "/cases/new", `/cases/${await office.case(OKONKWO)}`, "/nothing/is/here", "/account"];
  const answers = [await page.request.get("/sign-in")];
  for (const path of paths) answers.push(await miriam.request.get(path));
  for (const answer of answers) {
    const headers = answer.headers();
    const policy = headers["content-security-policy"] ?? "";
    expect(policy, answer.url()).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toMatch(/'unsafe-eval'/);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["server"]).toBeUndefined();
  }
});

test("the session's cookie is out of reach of scripts and of other sites", async ({ as }) => {
  const page = await as("tomas");
  const cookie = (await page.context().cookies()).find((cookie) => cookie.name.endsWith("privity"))!;
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", expires: -1 });
  await visit(page, "/cases");
  expect(await page.evaluate(() => document.cookie)).not.toContain("privity=");
});

const FORM = { kind: "organization", organization: "Nobody & Co" };

test("a post from another site, of another kind, or too long changes nothing", async ({ as, baseURL }) => {
  const page = await as("tomas");
  const name = `${uniqueName()} & Co`;
  const form = { ...FORM, organization: name };
  const to = "/api/app/clients/api/create";
  const statuses = {
    foreign: (await page.request.post(to, { form, headers: { origin: "https://evil.example" } })).status(),
    crossSite: (
      await page.request.post(to, { form, headers: { origin: baseURL!, "sec-fetch-site": "cross-site" } })
    ).status(),
    silent: (await page.request.post(to, { form })).status(),
    multipart: (await page.request.post(to, { multipart: form, headers: { origin: baseURL! } })).status(),
    tooLong: (
      await page.request.post(to, { form: { ...form, given_name: "x".repeat(70_000) }, headers: { origin: baseURL! } })
    ).status(),
    unreadable: (
      await page.request.post(to, {
        data: "{",
        headers: { origin: baseURL!, "content-type": "application/json", accept: "application/json" },
      })
    ).status(),
    noSuchFunction: (await page.request.post("/api/app/nothing", { form, headers: { origin: baseURL! } })).status(),
  };
  expect(statuses).toEqual({
    foreign: 403,
    crossSite: 403,
    silent: 403,
    multipart: 415,
    tooLong: 413,
    unreadable: 422,
    noSuchFunction: 404,
  });
  await visit(page, `/clients?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("No client matches")).toBeVisible();
});

test("a post of somebody who is signed out changes nothing and leads to the door", async ({ page, baseURL }) => {
  const to = "/api/app/clients/api/create";
  const headers = { origin: baseURL! };
  const script = await page.request.post(to, { form: FORM, headers: { ...headers, accept: "application/json" } });
  expect(script.status()).toBe(401);
  const plain = await page.request.post(to, { form: FORM, headers: { ...headers, accept: "text/html" }, maxRedirects: 0 });
  expect([plain.status(), plain.headers()["location"]]).toEqual([303, "/sign-in"]);
});

test("a second press of a slow button does nothing", async ({ as }) => {
  const page = await as("tomas");
  const name = uniqueName();
  await visit(page, "/clients/new");
  await page.getByLabel("Organization").check();
  await page.getByLabel("Full name", { exact: true }).fill(name);
  let posts = 0;
  await page.route("**/api/**", async (route) => {
    posts += 1;
    const answer = await route.fetch();
    await expect(page.locator('form[aria-busy="true"]')).toBeAttached();
    await page.getByRole("button", { name: "Add client" }).click();
    await route.fulfill({ response: answer });
  });
  await page.getByRole("button", { name: "Add client" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  expect(posts).toBe(1);
});

test("a form that could not be sent keeps what was typed and says so", async ({ as }) => {
  const page = await as("tomas");
  await visit(page, "/clients/new");
  await page.getByLabel("Organization").check();
  await page.getByLabel("Full name", { exact: true }).fill("Offline & Co");
  await page.route("**/api/**", (route) => route.abort());
  await page.getByRole("button", { name: "Add client" }).click();
  await expect(page.getByRole("alert")).toContainText("This could not be sent. What you typed is still here");
  await expect(page.getByLabel("Full name", { exact: true })).toHaveValue("Offline & Co");
});

test("robots, health and readiness answer without a page", async ({ page }) => {
  for (const [path, type] of [
    ["/healthz", /text\/plain|application\/json/],
    ["/readyz", /text\/plain|application\/json/],
    ["/robots.txt", /text\/plain/],
  ] as const) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()["content-type"], path).toMatch(type);
  }
});
