//! How invoices are set: kept whole, seen in what is drafted and issued from then on, each change in the log.

use domain::billing::rates::RateForm;
use domain::billing::setting::{InvoiceSettingForm, TaxForm};
use office::{Error, billing};

use super::{Desk, conflict, said};

async fn form(desk: &Desk) -> InvoiceSettingForm {
    billing::invoice_setting(&desk.caller("partner")).await.unwrap().1
}

fn sales_tax(percent: &str) -> TaxForm {
    TaxForm {
        name: "Sales tax".into(),
        percent: percent.into(),
        for_time: "on".into(),
        since: "2026-10-01".into(),
        ..TaxForm::default()
    }
}

#[tokio::test]
async fn what_is_set_is_kept_and_each_change_is_in_the_log() {
    let desk = Desk::open().await;
    let partner = desk.caller("partner");
    let new = InvoiceSettingForm {
        payment_days: "14".into(),
        approve: "on".into(),
        tax_number: "12-3456789".into(),
        basis: "included".into(),
        rounding: "per_line".into(),
        time_step: "15".into(),
        time_rounding: "nearest".into(),
        invoice_pattern: "{year}/{seq}".into(),
        credit_note_pattern: "C {year}/{seq}".into(),
        first_invoice: "412".into(),
        payee: "Ashdown & Reyes LLP".into(),
        iban: "DE02120300000000202051".into(),
        bic: "BYLADEM1001".into(),
        how_to_pay: "By check.\nOr by transfer.".into(),
        email: "accounts@ashdown.example".into(),
        phone: "(212) 555-0140".into(),
        ..form(&desk).await
    };
    billing::save_invoice_setting(&partner, &new).await.unwrap();
    let kept = form(&desk).await;
    let revision = kept.revision.clone();
    assert_eq!(kept, InvoiceSettingForm { revision, ..new.clone() });
    let changed = "select jsonb_array_length(detail->'changed')::bigint from audit_events where action = 'set-invoices'";
    assert_eq!(desk.number(changed).await, 15);
    // somebody saved first
    conflict(billing::save_invoice_setting(&partner, &new).await);
    let bad =
        InvoiceSettingForm { payment_days: "soon".into(), iban: "X".into(), ..form(&desk).await };
    let errors = said(billing::save_invoice_setting(&partner, &bad).await);
    assert!(errors.of("payment_days").is_some() && errors.of("iban").is_some());
    assert_eq!(form(&desk).await, kept);
    for who in ["attorney-lead", "paralegal-manage", "billing"] {
        let refused = billing::save_invoice_setting(&desk.caller(who), &kept).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}");
        assert!(matches!(
            billing::invoice_setting(&desk.caller(who)).await,
            Err(Error::Refused(_))
        ));
    }
}

#[tokio::test]
async fn an_office_that_came_from_elsewhere_counts_on_once() {
    let desk = Desk::open().await;
    let partner = desk.caller("partner");
    let year = InvoiceSettingForm {
        invoice_pattern: "{year}-{seq}".into(),
        first_invoice: "412".into(),
        approve: String::new(),
        ..form(&desk).await
    };
    billing::save_invoice_setting(&partner, &year).await.unwrap();
    let invoice = desk.issued(100).await;
    let number =
        async |invoice| billing::invoice(&partner, invoice).await.unwrap().body.said.number;
    assert_eq!(number(invoice).await, "2026-0412");
    assert_eq!(number(desk.issued(100).await).await, "2026-0413");
    let again = InvoiceSettingForm { first_invoice: "1".into(), ..form(&desk).await };
    assert!(
        said(billing::save_invoice_setting(&partner, &again).await).of("first_invoice").is_some()
    );
    // a new year, and a count of another kind, begin at one
    let plain = InvoiceSettingForm { invoice_pattern: "{seq}".into(), ..form(&desk).await };
    billing::save_invoice_setting(&partner, &plain).await.unwrap();
    assert_eq!(number(desk.issued(100).await).await, "0001");
    desk.agrees().await;
}

#[tokio::test]
async fn a_tax_is_what_new_lines_begin_with_until_it_is_ended() {
    let desk = Desk::open().await;
    let partner = desk.caller("partner");
    let id = billing::add_tax(&partner, &sales_tax("8.875")).await.unwrap();
    assert!(said(billing::add_tax(&partner, &sales_tax("8.8750")).await).of("name").is_some());
    let ahead = TaxForm { since: "2027-01-01".into(), ..sales_tax("9") };
    billing::add_tax(&partner, &ahead).await.unwrap();
    let rows = billing::taxes(&partner).await.unwrap().body;
    let shown: Vec<_> = rows.iter().map(|row| (row.percent.as_str(), row.ahead)).collect();
    assert_eq!(shown, [("9 %", true), ("8.875 %", false)]);
    desk.worked("attorney-view", 12, 24).await;
    let drafted = desk.drafted().await;
    // 116.00 and 8.875 % of it
    assert_eq!((drafted.totals.tax, drafted.totals.total), (1_030, 12_630));
    billing::end_tax(&partner, id).await.unwrap();
    assert!(matches!(billing::end_tax(&partner, id).await, Err(Error::NotFound)));
    let tax = format!("select tax from invoices where id = '{}'", drafted.invoice);
    assert_eq!(desk.number(&tax).await, 1_030);
    desk.worked("attorney-view", 12, 6).await;
    let unbilled = billing::unbilled(&desk.caller("billing"), desk.case()).await.unwrap();
    assert!(unbilled.draft.lines.iter().all(|line| line.tax.is_none()));
    for bad in ["", "-1", "101", "8.87501", "NaN"] {
        assert!(
            said(billing::add_tax(&partner, &sales_tax(bad)).await).of("percent").is_some(),
            "{bad}"
        );
    }
    let refused = billing::add_tax(&desk.caller("billing"), &sales_tax("5")).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
    desk.agrees().await;
}

#[tokio::test]
async fn a_rate_of_a_client_counts_before_the_offices_and_after_the_cases() {
    let desk = Desk::open().await;
    let partner = desk.caller("partner");
    let rate = |an_hour: &str| RateForm {
        an_hour: an_hour.into(),
        since: "2026-10-01".into(),
        ..RateForm::default()
    };
    let of_client = RateForm { client: desk.client().to_string(), ..rate("310") };
    billing::add_rate(&partner, &of_client).await.unwrap();
    assert!(said(billing::add_rate(&partner, &of_client).await).of("since").is_some());
    let cost =
        format!("select rate_for('{}', '{}', '2026-10-12')", desk.id("attorney-view"), desk.case());
    assert_eq!(desk.number(&cost).await, 31_000);
    let book = billing::rates(&partner).await.unwrap().body;
    assert!(book.rates.iter().any(|row| row.on.starts_with("Every case of ")));
    billing::add_rate(&partner, &RateForm { case: "A-1".into(), ..rate("350") }).await.unwrap();
    assert_eq!(desk.number(&cost).await, 35_000);
    let both = RateForm { case: "A-1".into(), ..of_client.clone() };
    assert!(said(billing::add_rate(&partner, &both).await).of("client").is_some());
    // a client behind a wall is nobody to set a rate for
    let walled = desk.caller("partner-walled-client");
    let behind = RateForm { since: "2026-10-02".into(), ..of_client };
    assert!(said(billing::add_rate(&walled, &behind).await).of("client").is_some());
}
