/// The people of the demo office, as the seed makes them.
export type Persona = { name: string; email: string; password: string };

/// The same for everybody in the demo; the only place in these tests where it stands.
export const DEMO_PASSWORD = "quiet harbor ledger";

/// The key of Miriam's authenticator. Hers is the only demo account with a second factor.
export const DEMO_TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

const at = (mailbox: string, name: string): Persona => ({
  name,
  email: `${mailbox}@pellworthadair.example`,
  password: DEMO_PASSWORD,
});

export const personas = {
  /// The managing partner.
  miriam: at("miriam", "Miriam Adair"),
  /// Attorneys. Nkechi is the conflicts deputy; Jonas is screened from Okonkwo v. Tideland.
  tomas: at("tomas", "Tomás Ferreira"),
  nkechi: at("nkechi", "Nkechi Obiora"),
  jonas: at("jonas", "Jonas Hallberg"),
  /// Paralegals. Yusra covers for Priya; Leila's grant on Okonkwo has expired; Hollis is screened
  /// from all of Nordhavn; Owen is suspended.
  priya: at("priya", "Priya Raman"),
  yusra: at("yusra", "Yusra Haddad"),
  leila: at("leila", "Leila Marsh"),
  owen: at("owen", "Owen Brandvold"),
  hollis: at("hollis", "Hollis Whitaker"),
  /// Billing. Nobody keeps a session of Dario's or Ines's: tests sign them in and out.
  greta: at("greta", "Greta Solheim"),
  dario: at("dario", "Dario Quint"),
  ines: at("ines", "Ines Calloway"),
} satisfies Record<string, Persona>;

/// Those whose sign-in is done once and kept. What a test does to such a session lasts.
export const KEPT = [
  "miriam",
  "tomas",
  "nkechi",
  "jonas",
  "priya",
  "yusra",
  "leila",
  "hollis",
  "greta",
] as const;

export type Kept = (typeof KEPT)[number];

export const statePath = (who: Kept | "ramona"): string =>
  new URL(`../test-results/states/${who}.json`, import.meta.url).pathname;

/// Two cases of the seed that tests only read.
export const OKONKWO = "Okonkwo v. Tideland Freight & Storage";
export const NORDHAVN = "Nordhavn Imports";
