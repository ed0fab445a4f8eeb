//! What is printed of what is on record.

use domain::billing::drafts::{Frozen, FrozenLine};
use domain::billing::dunning::DunningStage;
use domain::billing::totals::TaxBasis;
use domain::money::{Currency, MOST_MINOR};
use jiff::civil::date;
use press::{Account, Booked, Change, Fault, Invoice, Owed, Printed, Reminder, Since};

use crate::records::*;
use crate::seen::{assert_order, facts, text};

fn print(said: &Frozen, since: &[Since]) -> Result<Printed, Fault> {
    press::invoice(&Invoice { said, since, pay_at: None })
}

fn printed(said: &Frozen, since: &[Since]) -> String {
    text(&print(said, since).unwrap().pdf)
}

#[test]
fn an_invoice_says_in_print_what_it_says_on_the_screen() {
    let printed = print(&pictured(), &[RECEIVED]).unwrap();
    assert_eq!((printed.pages, &printed.warnings[..]), (1, &[][..]));
    assert_order(
        &text(&printed.pdf),
        &[
            "Pellworth Adair LLP",
            "(555) 010-0110 · accounts@pellworthadair.example",
            "Invoice 20412",
            "Tax ID 00-0000412",
            "Billed to Caspian Roofing Co. Attn. Ilse Moreau, Controller",
            "Case Mechanic’s lien, Harbor Row Unit 4",
            "Services Aug 4, 2026 – Aug 28, 2026",
            "Issued Sep 1, 2026",
            "Due Oct 1, 2026",
            "Date Description By Hours Rate Amount",
            "Draft preliminary notice and lien claim; review change orders TF 2.4 290.00 696.00",
            "Services 21.6 5,574.00",
            "Aug 21 Filing fee, Calder County Superior Court 435.00",
            "Expenses 686.00",
            "Total $6,260.00",
            "Received Sep 22, thank you −1,000.00",
            "Balance due $5,260.00",
            "How to pay",
            "Reference 20412",
            "Timekeepers TF Tomás Ferreira. PR Priya Raman. MA Miriam Adair.",
            "Please return this slip",
            "Balance due $5,260.00",
        ],
    );
}

#[test]
fn taxes_and_discounts_can_be_followed_from_line_to_total() {
    let printed = print(&taxed(), &[]).unwrap();
    assert!(facts(&printed.pdf).contains("(A4)"));
    assert_order(
        &text(&printed.pdf),
        &[
            "696,00 less 96,00 (VAT) TF 2.4 290,00 600,00",
            "Courier, exhibits to owner’s counsel (Reduced) 40,00",
            "Tax On Amount",
            "Reduced 5,5 % 686,00 37,73",
            "VAT 19 % 1.090,00 207,10",
            "Subtotal 1.776,00",
            "Tax 244,83",
            "Balance due 2.020,83 €",
            "IBAN DE02 1203 0000 0000 2020 51",
            "Scan to pay",
        ],
    );
    let included = Frozen { basis: TaxBasis::Included, total: 177_600, ..taxed() };
    assert_order(&self::printed(&included, &[]), &["Tax, in the prices 244,83", "Total 1.776,00"]);
}

#[test]
fn a_record_that_contradicts_itself_is_not_printed() {
    let refused = |change: fn(&mut Frozen)| {
        let mut said = taxed();
        change(&mut said);
        print(&said, &[]).unwrap_err()
    };
    assert_eq!(refused(|said| said.total += 1), Fault::Sums);
    assert_eq!(refused(|said| said.lines[0].net += 1), Fault::Sums);
    assert_eq!(refused(|said| said.taxes[0].tax -= 1), Fault::Sums);
    assert_eq!(refused(|said| said.discount = 1), Fault::Sums);
    assert_eq!(refused(|said| said.lines.clear()), Fault::Sums);
    assert_eq!(refused(|said| said.issued_on = "2026-02-30".into()), Fault::Date);
    assert_eq!(refused(|said| said.lines[0].dated = "soon".into()), Fault::Date);
}

#[test]
fn totals_beyond_range_are_refused() {
    let mut said = pictured();
    for line in &mut said.lines {
        line.net = i64::MAX;
    }
    assert_eq!(print(&said, &[]).unwrap_err(), Fault::TooMuch);
    let over = Since { amount: 626_001, ..RECEIVED };
    assert_eq!(print(&pictured(), &[over]).unwrap_err(), Fault::Sums);
    let most = Since { amount: i64::MAX, ..RECEIVED };
    assert_eq!(print(&pictured(), &[most, most]).unwrap_err(), Fault::Sums);
    let less = Since { amount: -1, ..RECEIVED };
    assert_eq!(print(&pictured(), &[less]).unwrap_err(), Fault::Sums);
}

#[test]
fn what_is_paid_asks_for_nothing() {
    let paid = Since { amount: 626_000, ..RECEIVED };
    let text = printed(&pictured(), &[paid]);
    assert_order(&text, &["Total $6,260.00", "Received Sep 22", "Balance due $0.00"]);
    assert!(!text.contains("How to pay") && !text.contains("slip"), "{text}");
    let written_off = Since { change: Change::WrittenOff, ..paid };
    assert!(printed(&pictured(), &[written_off]).contains("Written off Sep 22"));
}

#[test]
fn a_credit_note_says_what_it_takes_back_and_why() {
    let text = printed(&credit_note(), &[]);
    assert_order(
        &text,
        &[
            "Credit note C-31",
            "corrects invoice 20412.",
            "The call of August 11 was billed twice.",
            "Credited $232.00",
        ],
    );
    assert!(!text.contains("How to pay") && !text.contains("Due"), "{text}");
}

#[test]
fn a_fixed_fee_shows_the_work_it_paid_for() {
    let mut lines = time(2);
    for line in &mut lines {
        (line.in_fee, line.amount, line.net) = (true, 0, 0);
    }
    lines.push(FrozenLine {
        dated: String::new(),
        ..line(domain::billing::invoices::LineKind::Fee, 1, "Incorporation", 150_000)
    });
    assert_order(
        &printed(&frozen(lines), &[]),
        &["2.4 290.00 in the fee", "Services 5.9 0.00", "Incorporation 1,500.00", "Fees 1,500.00"],
    );
}

#[test]
fn lines_that_were_grouped_stand_together_under_their_words() {
    let mut lines = time(4);
    lines[0].grouped = "Lien claim".into();
    lines[2].grouped = "Lien claim".into();
    assert_order(
        &printed(&frozen(lines), &[]),
        &[
            "Lien claim",
            "Draft preliminary",
            "Telephone",
            "Lien claim 3.2 928.00",
            "Services",
            "Assemble",
        ],
    );
}

#[test]
fn no_two_people_share_their_initials() {
    let mut lines = time(3);
    lines[1].by = "Teodor Falk".into();
    lines[2].by = "Öznur".into();
    let text = printed(&frozen(lines), &[]);
    assert!(text.contains("TF Tomás Ferreira. TF2 Teodor Falk. Ö Öznur."), "{text}");
    assert!(text.contains("ledger TF2 3.5"), "{text}");
}

#[test]
fn a_page_to_pay_at_goes_before_a_transfer() {
    let pages = |said: &Frozen, pay_at| {
        let letter = Invoice { said, since: &[], pay_at }.letter().unwrap();
        letter.qr.map(|code| code.as_str().to_owned())
    };
    let page = "https://portal.pellworthadair.example/pay/1";
    assert_eq!(pages(&taxed(), Some(page)).as_deref(), Some(page));
    let transfer = pages(&taxed(), None).unwrap();
    assert!(
        transfer.contains("DE02120300000000202051\nEUR2020.83\n") && transfer.ends_with("\n20412")
    );
    assert_eq!(pages(&pictured(), None), None);
    let mut wrong = taxed();
    wrong.office.iban = "DE03120300000000202051".into();
    assert_eq!(pages(&wrong, None), None);
}

fn reminder<'a>(
    owed: &'a [Owed<'a>],
    to: &'a [String],
    office: &'a domain::billing::drafts::FrozenOffice,
) -> Reminder<'a> {
    Reminder {
        office,
        currency: Currency::UsDollar,
        stage: DunningStage::Firm,
        dated: date(2026, 10, 15),
        billed_to: to,
        matter: &[],
        greeting: "Dear Ilse Moreau,",
        owed,
        in_trust: Some(50_000),
        ask: "Greta Solheim, (555) 010-0114",
        signed: &[],
        pay_at: None,
    }
}

#[test]
fn letters_for_the_printer_begin_each_on_a_sheet_of_its_own() {
    let owed = [Owed { number: "20398", due_on: date(2026, 10, 14), open: 10_000 }];
    let (to, office) = (billed_to(), office());
    let other = ["Petra Voss".to_owned()];
    let letters = [reminder(&owed, &to, &office), reminder(&owed, &other, &office)];
    let printed = press::reminders(&letters).unwrap();
    let pages = crate::seen::pages(&printed.pdf);
    assert_eq!((printed.pages, pages.len()), (4, 4));
    assert!(pages[0].contains("Caspian Roofing") && pages[1].is_empty(), "{pages:?}");
    assert!(pages[2].contains("Petra Voss") && !pages[2].contains("Caspian"), "{pages:?}");
    assert_eq!(press::reminders(&letters).unwrap().pdf, printed.pdf, "the same each time");
    assert!(press::reminders(&[]).is_err());
}

#[test]
fn a_reminder_asks_for_what_is_open_and_offers_what_is_held_in_trust() {
    let owed = [
        Owed { number: "20398", due_on: date(2026, 10, 14), open: 10_000 },
        Owed { number: "20412", due_on: date(2026, 10, 1), open: 526_000 },
    ];
    let (to, office) = (billed_to(), office());
    let printed = press::reminder(&reminder(&owed, &to, &office)).unwrap();
    assert_order(
        &text(&printed.pdf),
        &[
            "Second reminder",
            "Dear Ilse Moreau,",
            "Please pay $5,360.00 now",
            "We hold $500.00 for you in trust",
            "ask Greta Solheim",
            "20398 Oct 14, 2026 1 day 100.00",
            "20412 Oct 1, 2026 14 days 5,260.00",
            "Please pay $5,360.00",
            "Reference 20398, 20412",
        ],
    );
    let refused = |owed: &[Owed<'_>]| press::reminder(&reminder(owed, &to, &office)).unwrap_err();
    assert_eq!(refused(&[]), Fault::Sums);
    assert_eq!(refused(&[Owed { open: 0, ..owed[0] }]), Fault::Sums);
    assert_eq!(refused(&[Owed { open: MOST_MINOR, ..owed[0] }, owed[1]]), Fault::TooMuch);
}

#[test]
fn an_account_leads_from_what_was_owed_to_what_is_owed() {
    let booked = [
        Booked { on: date(2026, 9, 1), what: "Invoice 20412", change: 626_000 },
        Booked { on: date(2026, 9, 22), what: "Bank transfer, thank you", change: -100_000 },
    ];
    let (billed_to, office) = (billed_to(), office());
    let account = Account {
        office: &office,
        currency: Currency::UsDollar,
        billed_to: &billed_to,
        matter: &[],
        from: date(2026, 8, 1),
        until: date(2026, 9, 30),
        brought_forward: -5_000,
        booked: &booked,
        pay_at: None,
    };
    assert_order(
        &text(&press::account(&account).unwrap().pdf),
        &[
            "Statement of account",
            "Balance on Sep 30, 2026 $5,210.00",
            "Aug 1 Balance brought forward −50.00",
            "Sep 1 Invoice 20412 6,260.00 6,210.00",
            "Sep 22 Bank transfer, thank you 1,000.00 5,210.00",
            "How to pay",
        ],
    );
    let most = Account { brought_forward: MOST_MINOR, ..account };
    assert_eq!(press::account(&most).unwrap_err(), Fault::TooMuch);
    let credit = Account { brought_forward: -900_000, ..account };
    assert!(!text(&press::account(&credit).unwrap().pdf).contains("How to pay"));
}

#[test]
fn three_hundred_lines_come_to_what_they_come_to() {
    let printed = print(&frozen(time(300)), &[]).unwrap();
    let text = text(&printed.pdf);
    assert_eq!(text.matches(", continued (").count(), 290);
    assert_order(&text, &["Services 648.0 167,220.00", "Balance due $167,220.00"]);
    assert!(printed.pages > 5);
}
