import type { APIRequest, APIRequestContext } from "@playwright/test";

import { personas, statePath, type Kept } from "./personas.ts";

export type Newcomer = { id: string; name: string; email: string; password: string };
export type Fields = Record<string, string>;

const ID = "[0-9a-f]{8}-[0-9a-f-]{27}";
const PASSWORD = "velvet anchor mosaic tundra";

let hired = 0;

/// Arranges what a test begins with, by the same endpoints as the pages' forms and with less waiting.
/// What a test is about it does through the pages.
export class Office {
  readonly #request: APIRequest;
  readonly #url: string;
  readonly #cases = new Map<string, string>();
  readonly #browsers = new Map<Kept | "nobody", APIRequestContext>();

  constructor(request: APIRequest, url: string) {
    this.#request = request;
    this.#url = url;
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.values()) await browser.dispose();
  }

  /// Posts a form as somebody. Answers the path it leads to; a refusal is an error.
  async post(who: Kept | "nobody", name: string, form: Fields): Promise<string> {
    const browser = await this.#browser(who);
    const response = await browser.post(`/api/app/${name}`, { form });
    const text = await response.text();
    const path = (response.ok() ? JSON.parse(text) : {}).Go as string | undefined;
    if (path === undefined) throw new Error(`${name} answered ${response.status()}: ${text}`);
    return path;
  }

  /// A page's text as the server sends it.
  async page(who: Kept | "nobody", path: string): Promise<string> {
    const response = await (await this.#browser(who)).get(path, { headers: { accept: "text/html" } });
    return response.text();
  }

  /// A colleague with a password and nothing else, whom only this test knows.
  async hire(role: "managing_partner" | "associate_attorney" | "paralegal" | "billing"): Promise<Newcomer> {
    const mark = `${Date.now().toString(36)}${process.pid.toString(36)}${hired++}`;
    const name = `Robin ${mark}`;
    const email = `robin.${mark}@pellworthadair.example`;
    const path = await this.post("miriam", "staff/api/invite", { name, email, role });
    const link = await this.letter(email);
    const token = link.split("/").at(-1)!;
    await this.post("nobody", "door/api/accept_invitation", { token, password: PASSWORD });
    return { id: idIn(path), name, email, password: PASSWORD };
  }

  /// The link in the newest message to an address.
  async letter(email: string): Promise<string> {
    const outbox = await this.page("miriam", "/outbox");
    const row = outbox.split("<tr>").find((row) => row.includes(email));
    const id = row?.match(new RegExp(`name="id" value="(${ID})"`))?.[1];
    if (id === undefined) throw new Error(`No message to ${email} in the outbox`);
    const opened = await this.page("miriam", await this.post("miriam", "outbox/api/open", { id }));
    const link = opened.match(/href="([^"]*\/(?:invite|reset)\/[^"]+)"/)?.[1];
    if (link === undefined) throw new Error(`No link in the message to ${email}`);
    return new URL(link, this.#url).pathname;
  }

  /// Opens a case, of Dana Whitfield's unless another is named, and answers its id.
  async openCase(title: string, lead: Kept = "tomas", client = "Dana Whitfield"): Promise<string> {
    const [client_id, lead_id] = await Promise.all([this.client(client), this.staff(lead)]);
    const path = await this.post("miriam", "cases/api/open", {
      client_id,
      title,
      practice_area: "Business",
      stage: "intake",
      lead: lead_id,
      opened_on: today(),
      no_adverse: "on",
      limitation_none: "Nothing runs out.",
      revision: "",
    });
    return idIn(path);
  }

  async give(caseId: string, to: Kept, level: "view" | "contribute" | "manage"): Promise<void> {
    const staff_id = await this.staff(to);
    await this.post("miriam", "cases/api/give", { id: caseId, staff_id, level, until: "" });
  }

  /// Books something and answers its id.
  async appointment(who: Kept, fields: Fields): Promise<string> {
    return idIn(await this.post(who, "appointments/api/book", { wanted: "", kind: "meeting", revision: "", ...fields }));
  }

  /// A meeting of Tomás Ferreira's without a case, on June 4, 2030. Nobody changes it.
  async meeting(): Promise<string> {
    const page = await this.page("tomas", "/calendar?view=agenda&on=2030-06-04");
    const known = page.match(new RegExp(`href="/appointments/(${ID})"[^>]*>(?:<!>)?Library committee`))?.[1];
    if (known !== undefined) return known;
    return this.appointment("tomas", {
      title: "Library committee",
      date: "2030-06-04",
      starts: "10:00",
      ends: "11:00",
      owner: await this.staff("tomas"),
      anyway: "on",
    });
  }

  /// The id of somebody of the demo office.
  async staff(who: Kept): Promise<string> {
    return this.#linked("/staff", `/staff/(${ID})`, personas[who].name);
  }

  /// The id of a client by the whole name.
  async client(name: string): Promise<string> {
    return this.#linked(`/clients?q=${encodeURIComponent(name)}`, `/clients/(${ID})`, name);
  }

  /// The id of a case by a part of its title.
  async case(title: string): Promise<string> {
    const known = this.#cases.get(title);
    if (known !== undefined) return known;
    const page = await this.page("miriam", `/cases?state=all&q=${encodeURIComponent(title)}`);
    const id = page.match(new RegExp(`href="/cases/(${ID})"`))?.[1];
    if (id === undefined) throw new Error(`No case is called ${title}`);
    this.#cases.set(title, id);
    return id;
  }

  async #linked(list: string, href: string, words: string): Promise<string> {
    const page = await this.page("miriam", list);
    const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const id = page.match(new RegExp(`href="${href}"[^>]*>(?:<!>)?${escaped}<`))?.[1];
    if (id === undefined) throw new Error(`${list} has no link called ${words}`);
    return id;
  }

  async #browser(who: Kept | "nobody"): Promise<APIRequestContext> {
    const known = this.#browsers.get(who);
    if (known) return known;
    const browser = await this.#request.newContext({
      baseURL: this.#url,
      storageState: who === "nobody" ? undefined : statePath(who),
      extraHTTPHeaders: { accept: "application/json", origin: this.#url },
    });
    this.#browsers.set(who, browser);
    return browser;
  }
}

export function idIn(path: string): string {
  const id = path.match(new RegExp(ID))?.[0];
  if (id === undefined) throw new Error(`No id in ${path}`);
  return id;
}

/// The day at the office, as date fields take it.
export function today(): string {
  return new Date().toLocaleDateString("sv-SE", { timeZone: "America/New_York" });
}
