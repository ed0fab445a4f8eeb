//! What a telephone reads.

use press::{QrPayload, QrRefusal, Transfer};

const TRANSFER: Transfer<'static> = Transfer {
    holder: "Pellworth Adair LLP",
    iban: "DE02 1203 0000 0000 2020 51",
    bic: Some("BYLADEM1001"),
    amount: Some("5260.00"),
    reference: "RF18539007547034",
};

#[test]
fn a_transfer_is_written_line_by_line() {
    let payload = QrPayload::transfer(TRANSFER).unwrap();
    assert_eq!(
        payload.as_str(),
        "BCD\n002\n1\nSCT\nBYLADEM1001\nPellworth Adair LLP\nDE02120300000000202051\nEUR5260.00\n\nRF18539007547034"
    );
}

#[test]
fn words_have_a_line_of_their_own_behind_the_structured_reference() {
    let transfer = Transfer { bic: None, amount: None, reference: "Invoice 20412", ..TRANSFER };
    assert_eq!(
        QrPayload::transfer(transfer).unwrap().as_str(),
        "BCD\n002\n1\nSCT\n\nPellworth Adair LLP\nDE02120300000000202051\n\n\n\nInvoice 20412"
    );
}

#[test]
fn what_a_bank_would_refuse_is_refused_here() {
    let refused = |transfer| QrPayload::transfer(transfer).unwrap_err();
    assert_eq!(refused(Transfer { holder: " ", ..TRANSFER }), QrRefusal::Holder);
    assert_eq!(refused(Transfer { holder: "A\nEUR1.00", ..TRANSFER }), QrRefusal::Holder);
    for iban in
        ["DE03120300000000202051", "", "DE0", "ÄÖ02120300000000202051", "de02120300000000202051"]
    {
        assert_eq!(refused(Transfer { iban, ..TRANSFER }), QrRefusal::Iban, "{iban}");
    }
    assert_eq!(refused(Transfer { bic: Some("BYLA"), ..TRANSFER }), QrRefusal::Bic);
    for amount in
        ["5,260.00", "5260", "0.00", "01.00", "-1.00", "1.005", ".50", "9999999999.00", ""]
    {
        assert_eq!(
            refused(Transfer { amount: Some(amount), ..TRANSFER }),
            QrRefusal::Amount,
            "{amount}"
        );
    }
    let long = "x".repeat(141);
    assert_eq!(refused(Transfer { reference: &long, ..TRANSFER }), QrRefusal::Reference);
    assert_eq!(refused(Transfer { reference: "a\nb", ..TRANSFER }), QrRefusal::Reference);
    let (holder, reference) = ("ä".repeat(70), "ä".repeat(140));
    let wide = Transfer { holder: &holder, reference: &reference, ..TRANSFER };
    assert_eq!(refused(wide), QrRefusal::TooLong);
}

#[test]
fn a_link_is_a_safe_one() {
    assert!(QrPayload::link("https://portal.office.example/pay/1").is_ok());
    for link in [
        "http://office.example",
        "https://",
        "javascript:alert(1)",
        "https://a b",
        "https://ä.example",
    ] {
        assert_eq!(QrPayload::link(link).unwrap_err(), QrRefusal::Link, "{link}");
    }
}
