import { readFileSync } from "node:fs";

import { today, type Office } from "./office.ts";
import { OKONKWO, type Kept } from "./personas.ts";

const BATCH = 10;
const UNKNOWN = "0190b5a0-0000-7000-8000-000000000001";

/// A page as somebody sees it. `route` is its pattern in the application's route table.
export type Sight = {
  name: string;
  route: string;
  who: Kept | "guest";
  path: (office: Office) => Promise<string>;
  status: number;
};

function sight(route: string, who: Kept | "guest", more: Partial<Sight> & { at?: string } = {}): Sight {
  const { at = route, ...rest } = more;
  const name = `${rest.name ?? at} as ${who}`;
  return { route, who, path: async () => at, status: 200, ...rest, name };
}

const okonkwo = (rest: string) => async (office: Office) => `/cases/${await office.case(OKONKWO)}${rest}`;
const nordhavn = (rest: string) => async (office: Office) => `/clients/${await office.client("Nordhavn Imports")}${rest}`;
const okonkwoClient = (rest: string) => async (office: Office) => `/clients/${await office.client("Ramona Okonkwo")}${rest}`;
const jonas = (rest: string) => async (office: Office) => `/staff/${await office.staff("jonas")}${rest}`;

/// The last weekday before today, ISO: the demo office recorded its time then.
function lastWorkday(): string {
  const day = new Date(`${today()}T12:00:00Z`);
  do day.setUTCDate(day.getUTCDate() - 1);
  while ([0, 6].includes(day.getUTCDay()));
  return day.toISOString().slice(0, 10);
}

/// The address on a page that the pattern's group holds.
const linked = (page: string, pattern: RegExp, who: Kept = "miriam") => async (office: Office) => {
  const found = (await office.page(who, page)).match(pattern)?.[1];
  if (found === undefined) throw new Error(`${page} has no link like ${pattern}`);
  return found;
};
const grant = (rest: string) => async (office: Office) => {
  const team = await okonkwo("/team")(office);
  return (await linked(team, /"(\/cases\/[0-9a-f-]{36}\/team\/[0-9a-f-]{36})"/)(office)) + rest;
};
const prepared = linked("/cases", /"(\/prepared\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Eastlake/);
const party = async (office: Office) => {
  const parties = await okonkwo("/parties")(office);
  return linked(parties, /"(\/cases\/[0-9a-f-]{36}\/parties\/[0-9a-f-]{36})"/)(office);
};
const payer = async (office: Office) =>
  linked(await okonkwo("")(office), /"(\/cases\/[0-9a-f-]{36}\/payers\/[0-9a-f-]{36})"/)(office);
const expense = async (office: Office) => {
  const expenses = await okonkwo("/expenses")(office);
  return linked(expenses, /"(\/expenses\/[0-9a-f-]{36})"/, "greta")(office);
};
const representative = async (office: Office) =>
  linked(await nordhavn("")(office), /"(\/clients\/[0-9a-f-]{36}\/representatives\/[0-9a-f-]{36})"/)(office);
/// Somebody's access to the portal: one that the demo begins with.
const portalAccess = async (office: Office) => {
  const door = await office.page("miriam", "/portal/sign-in");
  const name = door.match(/<dd>(?:<!>)?([^<]+)/)?.[1];
  if (name === undefined) throw new Error("The portal's door offers nobody");
  const client = await office.client(name.trim());
  return linked(`/clients/${client}`, /"(\/clients\/[0-9a-f-]{36}\/portal\/[0-9a-f-]{36})"/)(office);
};
const portalSeen = async (office: Office) => `${await portalAccess(office)}/seen`;
const conversation = async (office: Office) =>
  linked(await okonkwo("/messages")(office), /"(\/messages\/[0-9a-f-]{36})"/)(office);
const point = async (office: Office) => {
  const client = await okonkwoClient("")(office);
  return linked(client, /"(\/clients\/[0-9a-f-]{36}\/contacts\/[0-9a-f-]{36})"/)(office);
};
const document = (rest: string) => async (office: Office) => {
  const documents = await okonkwo("/documents")(office);
  return (await linked(documents, /"(\/documents\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Exhibit/)(office)) + rest;
};
/// A document whose link in the list matches, being read.
const view = (which: RegExp) => async (office: Office) => {
  const documents = await okonkwo("/documents")(office);
  return (await linked(documents, which)(office)) + "/view";
};
const letter = (rest: string) => async (office: Office) => {
  const documents = await okonkwo("/documents")(office);
  return (await linked(documents, /"(\/documents\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Letter/)(office)) + rest;
};
const proposedShare = (rest: string) => async (office: Office) => {
  const documents = await okonkwo("/documents")(office);
  return (await linked(documents, /"(\/shares\/[0-9a-f-]{36})"/)(office)) + rest;
};
/// A file that waits in the inbox of a case.
const clientFile = async (office: Office) =>
  linked(await okonkwo("/requests")(office), /"(\/cases\/[0-9a-f-]{36}\/uploads\/[0-9a-f-]{36})"/, "tomas")(office);
const folder = (rest: string) => async (office: Office) => {
  const documents = await okonkwo("/documents")(office);
  return (await linked(documents, /"(\/cases\/[0-9a-f-]{36}\/documents\/folders\/[0-9a-f-]{36})"/)(office)) + rest;
};
const note = (rest: string) => async (office: Office) => {
  const notes = await okonkwo("/notes")(office);
  return (await linked(notes, /"(\/notes\/[0-9a-f-]{36})"[^>]*"2 versions of/)(office)) + rest;
};
const template = linked("/settings/templates", /"(\/settings\/templates\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Cover/);
const filling = async (office: Office) => {
  const id = (await template(office)).split("/").at(-1);
  return okonkwo(`/documents/template?template=${id}`)(office);
};
/// Booked once for whoever looks at it: far from every other test's days.
const meeting = (rest: string) => async (office: Office) => `/appointments/${await office.meeting()}${rest}`;
const call = linked("/calls?which=answered", /"(\/calls\/[0-9a-f-]{36})"/);
const waitingCall = linked("/calls?which=all", /"(\/calls\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Clerk/);
const enquiry = (rest: string) => async (office: Office) =>
  (await linked("/enquiries?q=Achterhuis", /"(\/enquiries\/[0-9a-f-]{36})"/)(office)) + rest;
const declined = (rest: string) => async (office: Office) =>
  (await linked("/enquiries?state=declined&q=Brennick", /"(\/enquiries\/[0-9a-f-]{36})"/)(office)) + rest;
const draft = (rest: string) => async (office: Office) =>
  (await linked("/billing?which=drafts", /"(\/billing\/[0-9a-f-]{36})"/)(office)) + rest;
const unsent = async (office: Office) =>
  `/billing/send?invoice=${(await linked("/billing", /"(\/billing\/[0-9a-f-]{36})"/)(office)).split("/").pop()!}`;
const newDraft = linked("/billing/to-bill", /"(\/billing\/new\?case=[0-9a-f-]{36})"/);
const together = async (office: Office) => (await newDraft(office)).replace("/new?", "/batch?");
const invoice = linked("/billing", /"(\/billing\/[0-9a-f-]{36})"/);
const held = async (office: Office) => (await invoice(office)).replace("/billing/", "/billing/hold?invoice=");
/// Asking what somebody may do on the Okonkwo case: by its number, which its lead reads on its page.
const asking = (about: Kept) => async (office: Office) => {
  const page = await office.page("tomas", await okonkwo("")(office));
  const number = page.match(/\b(\d{4}-\d{4})\b/)?.[1];
  return `/access?who=${await office.staff(about)}&case=${number}`;
};
/// A closed case of the seed: no test closes one about an estate.
const closed = linked("/cases?state=closed&area=Estates", /"(\/cases\/[0-9a-f-]{36})"/);

/// Every page, as each kind of person to whom it looks different. Nothing here changes anything.
export const SIGHTS: Sight[] = [
  sight("/sign-in", "guest"),
  sight("/sign-in", "guest", { at: "/sign-in?done=out" }),
  sight("/sign-in/code", "guest"),
  sight("/sign-in/recovery", "guest"),
  sight("/reset", "guest"),
  sight("/reset", "guest", { at: "/reset?done=link" }),
  sight("/reset/:token", "guest", { at: "/reset/used-or-never-there", status: 404 }),
  sight("/invite/:token", "guest", { at: "/invite/used-or-never-there", status: 404 }),

  sight("", "tomas", { at: "/" }),
  sight("/cases", "miriam"),
  sight("/cases", "priya"),
  sight("/cases", "greta"),
  sight("/cases", "miriam", { at: "/cases?state=closed&sort=title" }),
  sight("/cases", "miriam", { at: "/cases?q=nothing+is+called+this" }),
  sight("/cases/new", "miriam"),
  sight("/cases/new", "priya"),
  sight("/cases/new", "greta", { status: 403 }),
  sight("/cases/:id", "miriam", { name: "a case", path: okonkwo("") }),
  sight("/cases/:id", "yusra", { name: "a case", path: okonkwo("") }),
  sight("/cases/:id", "greta", { name: "a case", path: okonkwo("") }),
  sight("/cases/:id", "jonas", { name: "a case behind a wall", path: okonkwo(""), status: 404 }),
  sight("/cases/:id", "miriam", {
    name: "a closed case",
    path: closed,
  }),
  sight("/prepared/:id", "miriam", { name: "a prepared case", path: prepared }),
  sight("/prepared/:id", "priya", { name: "a prepared case", path: prepared }),
  sight("/cases/:id/parties", "tomas", { name: "parties", path: okonkwo("/parties") }),
  sight("/cases/:id/parties", "yusra", { name: "parties", path: okonkwo("/parties") }),
  sight("/cases/:id/parties/new", "tomas", { name: "adding a party", path: okonkwo("/parties/new") }),
  sight("/cases/:id/parties/:party", "tomas", { name: "a party", path: party }),
  sight("/cases/:id/terms", "greta", { name: "fee terms", path: okonkwo("/terms") }),
  sight("/cases/:id/terms", "tomas", { name: "fee terms", path: okonkwo("/terms") }),
  sight("/cases/:id/terms", "jonas", { name: "fee terms", path: okonkwo("/terms"), status: 404 }),
  sight("/cases/:id/expenses", "greta", { name: "expenses", path: okonkwo("/expenses") }),
  sight("/cases/:id/expenses", "yusra", { name: "expenses", path: okonkwo("/expenses") }),
  sight("/cases/:id/expenses", "jonas", { name: "expenses", path: okonkwo("/expenses"), status: 404 }),
  sight("/expenses/:id", "greta", { name: "an expense", path: expense }),
  sight("/expenses/:id", "yusra", { name: "an expense", path: expense, status: 404 }),
  sight("/cases/:id/payers/new", "tomas", { name: "adding a payer", path: okonkwo("/payers/new") }),
  sight("/cases/:id/payers/:payer", "tomas", { name: "changing a payer", path: payer }),
  sight("/documents", "miriam"),
  sight("/documents", "greta"),
  sight("/cases/:id/documents", "tomas", { name: "documents", path: okonkwo("/documents") }),
  sight("/cases/:id/documents", "yusra", { name: "documents", path: okonkwo("/documents") }),
  sight("/cases/:id/documents", "greta", { name: "documents", path: okonkwo("/documents") }),
  sight("/cases/:id/documents", "tomas", { name: "documents in the trash", path: okonkwo("/documents?show=trash") }),
  sight("/cases/:id/documents", "jonas", { name: "documents behind a wall", path: okonkwo("/documents"), status: 404 }),
  sight("/cases/:id/documents/folders/new", "tomas", { name: "a new folder", path: okonkwo("/documents/folders/new") }),
  sight("/cases/:id/documents/folders/:folder", "tomas", { name: "a folder", path: folder("") }),
  sight("/cases/:id/documents/folders/:folder/narrow", "tomas", { name: "narrowing a folder", path: folder("/narrow") }),
  sight("/documents/:id", "tomas", { name: "a document", path: document("") }),
  sight("/documents/:id", "priya", { name: "a document", path: document("") }),
  sight("/documents/:id/view", "tomas", { name: "a text being read", path: document("/view") }),
  sight("/documents/:id/view", "priya", { name: "a letter being read", path: view(/"(\/documents\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Letter/) }),
  sight("/documents/:id/edit", "tomas", { name: "editing a document", path: document("/edit") }),
  sight("/documents/:id/share", "tomas", { name: "sharing a document", path: document("/share") }),
  sight("/documents/:id/share", "priya", { name: "sharing what names another client", path: letter("/share") }),
  sight("/shares/:id", "tomas", { name: "a proposal to share", path: proposedShare("") }),
  sight("/shares/:id/decline", "tomas", { name: "declining to share", path: proposedShare("/decline") }),
  sight("/documents/:id/narrow", "tomas", { name: "narrowing a document", path: document("/narrow") }),
  sight("/cases/:id/appointments", "tomas", { name: "appointments of a case", path: okonkwo("/appointments") }),
  sight("/cases/:id/appointments", "jonas", { name: "appointments behind a wall", path: okonkwo("/appointments"), status: 404 }),
  sight("/clients/:id/appointments", "miriam", { name: "appointments of a client", path: okonkwoClient("/appointments") }),
  sight("/messages", "tomas"),
  sight("/messages", "greta"),
  sight("/messages/:id", "tomas", { name: "messages with a client", path: conversation }),
  sight("/messages/:id", "hollis", { name: "messages of others", path: conversation, status: 404 }),
  sight("/cases/:id/messages", "tomas", { name: "messages of a case", path: okonkwo("/messages") }),
  sight("/cases/:id/messages", "jonas", { name: "messages behind a wall", path: okonkwo("/messages"), status: 404 }),
  sight("/cases/:id/messages/new", "tomas", { name: "writing to a client", path: okonkwo("/messages/new") }),
  sight("/cases/:id/messages/new", "greta", { name: "writing to a client", path: okonkwo("/messages/new") }),
  sight("/cases/:id/notes", "tomas", { name: "notes", path: okonkwo("/notes") }),
  sight("/cases/:id/notes", "yusra", { name: "notes", path: okonkwo("/notes") }),
  sight("/clients/:id/notes", "tomas", {
    name: "notes on a client",
    path: async (office) => `/clients/${await office.client("Ramona Okonkwo")}/notes`,
  }),
  sight("/notes/:id", "miriam", { name: "a note", path: note("") }),
  sight("/notes/:id/edit", "tomas", { name: "changing a note", path: note("/edit") }),
  sight("/cases/:id/documents/template", "tomas", { name: "choosing a template", path: okonkwo("/documents/template") }),
  sight("/cases/:id/documents/template", "tomas", { name: "filling a template", path: filling }),
  sight("/cases/:id/documents/template", "greta", { name: "choosing a template", path: okonkwo("/documents/template"), status: 403 }),
  sight("/cases/:id/requests", "tomas", { name: "what a client is asked for", path: okonkwo("/requests") }),
  sight("/cases/:id/requests/new", "tomas", { name: "asking a client", path: okonkwo("/requests/new") }),
  sight("/cases/:id/uploads/:upload", "tomas", { name: "a file from a client", path: clientFile }),
  sight("/requests", "tomas"),
  sight("/requests", "greta"),
  sight("/filing", "miriam"),
  sight("/filing", "tomas"),
  sight("/filing", "greta"),
  sight("/filing", "miriam", { at: "/filing?which=others" }),
  sight("/filing", "miriam", { at: "/filing?which=discarded" }),
  sight("/filing", "leila", { at: `/filing?item=${UNKNOWN}`, name: "an unknown scan", status: 404 }),
  sight("/today", "miriam"),
  sight("/today", "hollis"),
  sight("/today", "greta"),
  sight("/today", "tomas", { at: "/today?whose=office" }),
  sight("/calendar", "miriam"),
  sight("/calendar", "hollis", { at: "/calendar?view=day" }),
  sight("/calendar", "greta", { at: "/calendar?view=month" }),
  sight("/calendar", "tomas", { at: "/calendar?view=agenda" }),
  sight("/calendar", "miriam", { at: "/calendar?view=agenda&on=2031-01-06" }),
  sight("/calendar", "miriam", {
    name: "a card in the calendar",
    path: async (office) => `/calendar?view=week&on=2030-06-04&appt=${await office.meeting()}`,
  }),
  sight("/deadlines", "miriam", { at: "/deadlines?which=all" }),
  sight("/deadlines", "tomas"),
  sight("/appointments/new", "miriam"),
  sight("/appointments/new", "tomas", { name: "booking on a case", path: async (office) => `/appointments/new?case=${await office.case(OKONKWO)}` }),
  sight("/appointments/new", "greta"),
  sight("/appointments/:id", "miriam", { name: "an appointment", path: meeting("") }),
  sight("/appointments/:id", "leila", { name: "somebody else's appointment", path: meeting(""), status: 404 }),
  sight("/appointments/:id/edit", "tomas", { name: "editing an appointment", path: meeting("/edit") }),
  sight("/appointments/:id/cancel", "tomas", { name: "cancelling an appointment", path: meeting("/cancel") }),
  sight("/calls", "tomas"),
  sight("/calls", "greta"),
  sight("/calls", "miriam", { at: "/calls?which=all" }),
  sight("/calls/new", "greta"),
  sight("/cases/:id/clients", "tomas", { name: "the clients of a case", path: okonkwo("/clients") }),
  sight("/cases/:id/clients", "priya", { name: "the clients of a case", path: okonkwo("/clients"), status: 403 }),
  sight("/cases/:id/outside", "tomas", { name: "what was sent outside", path: okonkwo("/outside") }),
  sight("/cases/:id/outside", "jonas", { name: "what was sent outside behind a wall", path: okonkwo("/outside"), status: 404 }),
  sight("/cases/:id/outside/new", "tomas", { name: "sending outside", path: okonkwo("/outside/new") }),
  sight("/cases/:id/status", "tomas", { name: "where a case stands", path: okonkwo("/status") }),
  sight("/cases/:id/status", "priya", { name: "where a case stands", path: okonkwo("/status") }),
  sight("/calls/status", "miriam"),
  sight("/calls/status", "tomas", { status: 403 }),
  sight("/calls/:id", "miriam", { name: "an answered call", path: call }),
  sight("/calls/:id", "nkechi", { name: "a call that waits", path: waitingCall }),
  sight("/calls/:id", "leila", { name: "somebody else's call", path: call, status: 404 }),
  sight("/enquiries", "hollis"),
  sight("/enquiries", "miriam", { at: "/enquiries?state=declined" }),
  sight("/enquiries", "greta", { status: 403 }),
  sight("/enquiries/new", "hollis"),
  sight("/enquiries/:id", "miriam", { name: "an enquiry", path: enquiry("") }),
  sight("/enquiries/:id", "leila", { name: "somebody else's enquiry", path: enquiry(""), status: 404 }),
  sight("/enquiries/:id", "miriam", { name: "a declined enquiry", path: declined("") }),
  sight("/enquiries/:id/edit", "miriam", { name: "editing an enquiry", path: enquiry("/edit") }),
  sight("/enquiries/:id/accept", "miriam", { name: "accepting an enquiry", path: enquiry("/accept") }),
  sight("/enquiries/:id/decline", "miriam", { name: "declining an enquiry", path: enquiry("/decline") }),
  sight("/enquiries/:id/letter", "miriam", { name: "a letter", path: declined("/letter") }),
  sight("/conflicts", "miriam"),
  sight("/conflicts", "leila"),
  sight("/conflicts/:id", "miriam", { name: "a question", path: linked("/conflicts", /"(\/conflicts\/[0-9a-f-]{36})"/) }),
  sight("/cases/:id/edit", "tomas", { name: "editing a case", path: okonkwo("/edit") }),
  sight("/cases/:id/close", "tomas", { name: "closing a case", path: okonkwo("/close") }),
  sight("/cases/:id/close", "priya", { name: "closing a case", path: okonkwo("/close"), status: 403 }),
  sight("/cases/:id/reopen", "miriam", {
    name: "reopening a case",
    path: async (office) => `${await closed(office)}/reopen`,
  }),
  sight("/cases/:id/team", "miriam", { name: "team and access", path: okonkwo("/team") }),
  sight("/cases/:id/team", "priya", { name: "team and access", path: okonkwo("/team") }),
  sight("/cases/:id/team/new", "miriam", { name: "giving access", path: okonkwo("/team/new") }),
  sight("/cases/:id/team/lead", "miriam", { name: "changing the lead", path: okonkwo("/team/lead") }),
  sight("/cases/:id/team/:grant", "miriam", { name: "changing access", path: grant("") }),
  sight("/cases/:id/team/:grant/end", "miriam", { name: "ending access", path: grant("/end") }),
  sight("/cases/:id/wall", "miriam", { name: "a wall around a case", path: okonkwo("/wall") }),
  sight("/prepared/:id/decline", "miriam", {
    name: "declining a prepared case",
    path: linked("/cases", /Eastlake purchase and sale[^]*?"(\/prepared\/[0-9a-f-]{36}\/decline)"/),
  }),

  sight("/clients", "miriam"),
  sight("/clients", "greta"),
  sight("/clients", "miriam", { at: "/clients?q=nobody+is+called+this" }),
  sight("/clients/new", "tomas"),
  sight("/clients/:id", "miriam", { name: "a client", path: nordhavn("") }),
  sight("/clients/:id", "greta", { name: "a client", path: nordhavn("") }),
  sight("/clients/:id", "jonas", { at: `/clients/${UNKNOWN}`, name: "an unknown client", status: 404 }),
  sight("/clients/:id/edit", "nkechi", { name: "editing a client", path: nordhavn("/edit") }),
  sight("/clients/:id/edit", "greta", { name: "editing a client", path: nordhavn("/edit") }),
  sight("/clients/:id", "nkechi", { name: "a discreet client", path: async (office) => `/clients/${await office.client("Dana Whitfield")}` }),
  sight("/clients/:id/contacts/new/:channel", "tomas", { name: "adding an address", path: okonkwoClient("/contacts/new/post") }),
  sight("/clients/:id/contacts/new/:channel", "greta", { name: "adding a billing contact", path: nordhavn("/contacts/new/email") }),
  sight("/clients/:id/contacts/:point", "tomas", { name: "changing a contact", path: point }),
  sight("/clients/:id/preferences", "tomas", { name: "preferences", path: okonkwoClient("/preferences") }),
  sight("/clients/:id/preferences", "greta", { name: "preferences", path: nordhavn("/preferences"), status: 403 }),
  sight("/clients/:id/representatives/new", "nkechi", { name: "adding a representative", path: nordhavn("/representatives/new") }),
  sight("/clients/:id/representatives/:representative", "nkechi", { name: "changing a representative", path: representative }),
  sight("/clients/:id/portal/new", "miriam", { name: "inviting to the portal", path: okonkwoClient("/portal/new") }),
  sight("/clients/:id/portal/new", "priya", { name: "inviting to the portal", path: okonkwoClient("/portal/new"), status: 403 }),
  sight("/clients/:id/portal/:membership", "miriam", { name: "access to the portal", path: portalAccess }),
  sight("/clients/:id/portal/:membership/seen", "miriam", { name: "the portal as a client sees it", path: portalSeen }),
  sight("/clients/:id/consent", "tomas", { name: "consent to texts", path: okonkwoClient("/consent") }),
  sight("/clients/:id/merge", "miriam", { name: "merging a client", path: nordhavn("/merge") }),
  sight("/clients/:id/merge", "nkechi", { name: "merging a client", path: nordhavn("/merge"), status: 403 }),
  sight("/clients/:id", "miriam", { name: "a client on file twice", path: async (office) => `/clients/${await office.client("Caspian Roofing")}` }),
  sight("/clients/:id/wall", "miriam", { name: "a wall around a client", path: nordhavn("/wall") }),

  sight("/walls", "miriam"),
  sight("/walls", "nkechi"),
  sight("/walls/:id/lift", "miriam", {
    name: "asking to lift a wall",
    path: linked("/walls", /Advised Tideland[^]*?"(\/walls\/[0-9a-f-]{36}\/lift)"/),
  }),
  sight("/access", "miriam"),
  sight("/access", "greta"),
  sight("/access", "tomas", { name: "why somebody can see a case", path: asking("priya") }),
  sight("/access", "jonas", { name: "asking about a case behind a wall", path: asking("jonas"), status: 404 }),
  sight("/access", "priya", { name: "asking about somebody else", path: asking("tomas"), status: 403 }),
  sight("/access/ending", "miriam", { at: "/access/ending?days=90" }),
  sight("/access/ending", "tomas"),
  sight("/access/ending", "leila"),
  sight("/covers", "miriam"),
  sight("/covers", "priya"),
  sight("/covers", "greta", { status: 403 }),
  sight("/covers/new", "miriam"),
  sight("/covers/new", "tomas"),
  sight("/screens", "jonas"),
  sight("/screens", "tomas"),
  sight("/staff", "miriam"),
  sight("/staff", "hollis", { status: 403 }),
  sight("/staff/invite", "miriam"),
  sight("/staff/:id", "miriam", { name: "an attorney", path: jonas("") }),
  sight("/staff/:id", "miriam", { name: "oneself", path: async (office) => `/staff/${await office.staff("miriam")}` }),
  sight("/staff/:id", "miriam", { name: "somebody suspended", path: linked("/staff", /"(\/staff\/[0-9a-f-]{36})"[^>]*>(?:<!>)?Owen/) }),
  sight("/staff/:id/role", "miriam", { name: "changing a role", path: jonas("/role") }),
  sight("/staff/:id/suspend", "miriam", { name: "suspending an attorney", path: jonas("/suspend") }),
  sight("/staff/:id/departure", "miriam", { name: "marking a departure", path: async (office) => `/staff/${await office.staff("nkechi")}/departure` }),
  sight("/staff/:id/departure", "miriam", { name: "handing over", path: jonas("/departure") }),
  sight("/retention", "miriam"),
  sight("/retention", "nkechi"),
  sight("/retention", "tomas", { status: 403 }),
  sight("/retention/rules/:area", "miriam", { at: "/retention/rules/Real%20estate" }),
  sight("/cases/:id/purge", "miriam", {
    path: linked("/retention", /"(\/cases\/[0-9a-f-]{36}\/purge)"/),
  }),
  sight("/retention/:id", "nkechi", {
    path: linked("/retention", /"(\/retention\/[0-9a-f-]{36})"/, "nkechi"),
  }),
  sight("/settings", "miriam"),
  sight("/settings", "nkechi", { status: 403 }),
  sight("/settings/hours", "miriam"),
  sight("/settings/hours", "nkechi", { status: 403 }),
  sight("/settings/holidays", "miriam"),
  sight("/settings/rooms", "miriam"),
  sight("/settings/rates", "miriam"),
  sight("/settings/rates", "greta", { status: 403 }),
  sight("/settings/invoices", "miriam"),
  sight("/settings/invoices", "greta", { status: 403 }),
  sight("/settings/taxes", "miriam"),
  sight("/settings/taxes", "greta", { status: 403 }),
  sight("/settings/activities", "miriam"),
  sight("/billing", "miriam"),
  sight("/billing", "greta", { at: "/billing?which=drafts" }),
  sight("/billing", "priya", { status: 403 }),
  sight("/billing", "miriam", { name: "invoices of an age", at: "/billing?age=older" }),
  sight("/billing/hold", "miriam", { name: "reminders of several", path: held }),
  sight("/billing/hold", "miriam", { status: 409 }),
  sight("/billing/hold", "priya", { status: 403 }),
  sight("/billing/payments", "miriam"),
  sight("/billing/payments", "greta", { at: "/billing/payments?which=credit" }),
  sight("/billing/payments/new", "greta"),
  sight("/billing/payments/new", "greta", { name: "a payment of a client", path: async (office) => `/billing/payments/new?client=${await office.client("Nordhavn Imports")}` }),
  sight("/billing/payments/new", "tomas", { status: 403 }),
  sight("/billing/books", "greta"),
  sight("/billing/books", "tomas", { status: 403 }),
  sight("/billing/statements", "greta"),
  sight("/billing/statements/:id", "greta", { name: "a bank statement", path: linked("/billing/statements", /"(\/billing\/statements\/[0-9a-f-]{36})"/, "greta") }),
  sight("/billing/payments/:id", "greta", { name: "a payment", path: linked("/billing/payments", /"(\/billing\/payments\/[0-9a-f-]{36})"/, "greta") }),
  sight("/billing/statements", "tomas", { status: 403 }),
  sight("/billing/:id", "miriam", { name: "an invoice", path: invoice }),
  sight("/billing/:id", "greta", { name: "an invoice", path: invoice }),
  sight("/billing/:id", "priya", { name: "an invoice", path: invoice, status: 404 }),
  sight("/billing/:id/edit", "greta", { name: "a draft being written", path: draft("/edit") }),
  sight("/billing/:id/edit", "tomas", { name: "a draft being written", path: draft("/edit"), status: 403 }),
  sight("/billing/to-bill", "miriam"),
  sight("/billing/to-bill", "tomas"),
  sight("/billing/to-bill", "priya", { status: 403 }),
  sight("/billing/batch", "miriam", { name: "several drafts", path: together }),
  sight("/billing/batch", "miriam", { status: 409 }),
  sight("/billing/send", "greta", { name: "an invoice before it is sent", path: unsent }),
  sight("/billing/send", "greta", { status: 409 }),
  sight("/billing/send", "priya", { name: "an invoice before it is sent", path: unsent, status: 404 }),
  sight("/billing/:id/mail/:mailing", "greta", {
    name: "an e-mail that is not there",
    at: `/billing/${UNKNOWN}/mail/${UNKNOWN}`,
    status: 404,
  }),
  sight("/billing/new", "greta", { name: "a new draft", path: newDraft }),
  sight("/billing/new", "greta", { status: 404 }),
  sight("/billing/reminders", "miriam"),
  sight("/billing/reminders", "greta"),
  sight("/billing/reminders", "priya", { status: 403 }),
  sight("/billing/reminders/settings", "miriam"),
  sight("/billing/reminders/settings", "greta", { status: 403 }),
  sight("/time", "tomas"),
  sight("/time", "greta"),
  sight("/time", "hollis", { name: "a day without entries", at: "/time?on=2020-01-01" }),
  sight("/time/:id", "tomas", { path: linked(`/time?on=${lastWorkday()}`, /"(\/time\/[0-9a-f-]{36})"/, "tomas") }),
  sight("/settings/reminders", "miriam"),
  sight("/settings/reminders", "nkechi", { status: 403 }),
  sight("/settings/reminders/contact", "miriam"),
  sight("/settings/reminders/held", "miriam"),
  sight("/settings/reminders/wording/:kind/:channel/:reader", "miriam", {
    at: "/settings/reminders/wording/remind_48h/text/open",
  }),
  sight("/settings/reminders/wording/:kind/:channel/:reader", "miriam", {
    at: "/settings/reminders/wording/booked/email/discreet",
  }),
  sight("/account/calendars", "tomas"),
  sight("/account/calendars/read", "tomas"),
  sight("/a/:token", "guest", { name: "a link that is none", at: `/a/${UNKNOWN}`, status: 404 }),
  sight("/sent/:token", "guest", { name: "a link to what was sent that is none", at: `/sent/${UNKNOWN}`, status: 404 }),
  sight("/sent/:token/documents/:id", "guest", { name: "what was sent to nobody", at: `/sent/${UNKNOWN}/documents/${UNKNOWN}`, status: 404 }),
  sight("/pay/:token", "guest", { name: "a link to pay by that is none", at: `/pay/${UNKNOWN}`, status: 404 }),
  sight("/pay/back", "guest"),
  sight("/portal/sign-in", "guest"),
  sight("/portal/code", "guest"),
  sight("/portal/pin", "guest"),
  sight("/portal/passkey", "guest"),
  sight("/portal/enter/:token", "guest", { name: "a link to sign in by that is none", at: `/portal/enter/${UNKNOWN}`, status: 404 }),
  sight("/portal/privacy", "guest"),
  sight("/portal/accessibility", "guest"),
  // to somebody not signed in, and to the staff, these are the portal's door; what is behind it is in portal.spec.ts
  sight("/portal", "guest"),
  sight("/portal", "miriam"),
  sight("/portal/appointments", "guest"),
  sight("/portal/messages", "guest"),
  sight("/portal/messages/new", "guest"),
  sight("/portal/messages/:id", "guest", { at: `/portal/messages/${UNKNOWN}` }),
  sight("/portal/documents", "guest"),
  sight("/portal/documents/:id", "guest", { at: `/portal/documents/${UNKNOWN}` }),
  sight("/portal/requests", "guest"),
  sight("/portal/invoices", "guest"),
  sight("/portal/invoices/:id", "guest", { at: `/portal/invoices/${UNKNOWN}` }),
  sight("/portal/invoices/:id/dispute", "guest", { at: `/portal/invoices/${UNKNOWN}/dispute` }),
  sight("/portal/profile", "guest"),
  sight("/portal/profile/passkey", "guest"),
  sight("/portal/profile/reach/:id", "guest", { at: `/portal/profile/reach/${UNKNOWN}` }),
  sight("/appointments/:id/notices/:notice", "miriam", {
    name: "a notice that is not there",
    at: `/appointments/${UNKNOWN}/notices/${UNKNOWN}`,
    status: 404,
  }),
  sight("/call-list", "miriam"),
  sight("/call-list", "hollis", { at: "/call-list?which=done" }),
  sight("/replies", "hollis"),
  sight("/attendance", "miriam"),
  sight("/attendance", "nkechi", { at: "/attendance?by=reminder" }),
  sight("/attendance/unrecorded", "nkechi"),
  sight("/settings/holidays", "nkechi", { status: 403 }),
  sight("/settings/rooms", "nkechi", { status: 403 }),
  sight("/settings/stages", "miriam"),
  sight("/settings/stages/:stage", "miriam", { at: "/settings/stages/discovery" }),
  sight("/settings/stages/:stage", "nkechi", { at: "/settings/stages/discovery", status: 403 }),
  sight("/settings/templates", "miriam"),
  sight("/settings/templates", "nkechi", { status: 403 }),
  sight("/settings/templates/:id", "miriam", { name: "a template", path: template }),
  sight("/audit", "miriam"),
  sight("/audit", "miriam", { at: "/audit?to=2001-01-01" }),
  sight("/outbox", "miriam"),

  sight("/account", "miriam"),
  sight("/account", "leila"),
  sight("/account/password", "leila"),
  sight("/account/second-factor", "leila"),
  sight("/account/second-factor", "miriam"),
  sight("/account/second-factor/remove", "leila"),
  sight("/account/recovery-codes", "leila"),
  sight("/account/recovery-codes", "miriam"),
  sight("/step-up", "miriam", { at: "/step-up?next=/account" }),
  sight("/step-up", "leila", { at: "/step-up?next=/account" }),

  sight("*", "leila", { at: "/nothing/is/here", status: 404 }),
  sight("*", "guest", { at: "/nothing/is/here", status: 404 }),
];

/// The patterns in the application's route table.
export function routeTable(): string[] {
  const shell = readFileSync(new URL("../../app/src/shell.rs", import.meta.url), "utf8");
  return [...shell.matchAll(/<Route path=path!\("([^"]*)"\)/g)].map((found) => found[1]!);
}

/// The sights in batches, each of one person and short enough to be one test.
export function batches(): { name: string; who: Sight["who"]; sights: Sight[] }[] {
  const people = [...new Set(SIGHTS.map((sight) => sight.who))];
  return people.flatMap((who) => {
    const theirs = SIGHTS.filter((sight) => sight.who === who);
    const size = Math.ceil(theirs.length / Math.ceil(theirs.length / BATCH));
    return Array.from({ length: Math.ceil(theirs.length / size) }, (_, nth) => ({
      name: `${who}, part ${nth + 1}`,
      who,
      sights: theirs.slice(nth * size, (nth + 1) * size),
    }));
  });
}
