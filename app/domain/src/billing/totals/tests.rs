use proptest::prelude::*;

use super::*;

const USD: Terms = Terms::plain(Currency::UsDollar);

fn line(amount: i64) -> PricedLine {
    PricedLine { amount, discount: Discount::None, tax: None, in_fee: false }
}

fn taxed(amount: i64, millionths: u32) -> PricedLine {
    PricedLine { tax: Some(TaxRate { millionths }), ..line(amount) }
}

#[test]
fn the_invoice_of_the_pictures_comes_to_what_it_says() {
    let services =
        [69_600, 49_000, 23_200, 150_800, 58_000, 57_000, 29_000, 36_400, 46_400, 38_000];
    let expenses = [43_500, 9_500, 11_600, 4_000];
    let lines: Vec<_> = services.into_iter().chain(expenses).map(line).collect();
    assert_eq!(totals(&lines, &USD).map(|it| (it.subtotal, it.due)), Ok((626_000, 626_000)));
}

#[test]
fn a_tax_is_rounded_once_for_its_rate_or_on_each_line_as_set() {
    let lines = [taxed(105, 100_000); 3];
    let tax = |terms| totals(&lines, &terms).unwrap().tax;
    // 31.5 cents; three times 10.5
    assert_eq!(tax(USD), 32);
    assert_eq!(tax(Terms { rounding: TaxRounding::PerLine, ..USD }), 33);
}

#[test]
fn a_price_that_holds_its_tax_does_not_grow() {
    let got =
        totals(&[taxed(11_900, 190_000)], &Terms { basis: TaxBasis::Included, ..USD }).unwrap();
    assert_eq!((got.tax, got.total), (1_900, 11_900));
}

#[test]
fn discounts_come_off_before_tax() {
    let lines = [
        PricedLine { discount: Discount::Share(100_000), ..taxed(10_000, 200_000) },
        PricedLine { discount: Discount::Amount(500), ..line(1_500) },
    ];
    let got = totals(&lines, &Terms { discount: Discount::Amount(1_000), ..USD }).unwrap();
    assert_eq!((got.subtotal, got.discount), (10_000, 1_000));
    // nine tenths of the discount fall on the taxed line
    assert_eq!((got.taxes[0].taxable, got.tax, got.total), (8_100, 1_620, 10_620));
}

#[test]
fn what_a_fixed_fee_pays_for_counts_for_nothing() {
    let work = PricedLine { in_fee: true, ..taxed(90_000, 200_000) };
    let got = totals(&[work, taxed(50_000, 200_000)], &USD).unwrap();
    assert_eq!((got.subtotal, got.tax, got.total), (50_000, 10_000, 60_000));
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |lines: &[PricedLine], terms| totals(lines, &terms).unwrap_err();
    assert_eq!(refused(&[line(-1)], USD), TotalsError::NegativeLine);
    assert_eq!(refused(&[line(MOST_MINOR), line(1)], USD), TotalsError::TooMuch);
    assert_eq!(refused(&[line(i64::MAX)], USD), TotalsError::TooMuch);
    assert_eq!(refused(&[taxed(MOST_MINOR, 1_000_000)], USD), TotalsError::TooMuch);
    assert_eq!(refused(&[taxed(1, 1_000_001)], USD), TotalsError::Rate);
    for discount in [Discount::Amount(2), Discount::Amount(-1), Discount::Share(1_000_001)] {
        assert_eq!(refused(&[line(1)], Terms { discount, ..USD }), TotalsError::Discount);
        assert_eq!(refused(&[PricedLine { discount, ..line(1) }], USD), TotalsError::Discount);
    }
    for retainer in [-1, 2] {
        assert_eq!(refused(&[line(1)], Terms { retainer, ..USD }), TotalsError::Retainer);
    }
}

fn discounts() -> impl Strategy<Value = Discount> {
    prop_oneof![
        Just(Discount::None),
        (0..=1_000_000u32).prop_map(Discount::Share),
        (0..500i64).prop_map(Discount::Amount),
    ]
}

fn lines() -> impl Strategy<Value = Vec<PricedLine>> {
    let rate = prop_oneof![
        Just(None),
        proptest::sample::select(&[0, 50_000, 88_750, 190_000, 1_000_000][..])
            .prop_map(|millionths| Some(TaxRate { millionths })),
    ];
    let amount = prop_oneof![500..3_000i64, 500..100_000_000i64];
    let one = (amount, discounts(), rate, prop::bool::weighted(0.1))
        .prop_map(|(amount, discount, tax, in_fee)| PricedLine { amount, discount, tax, in_fee });
    prop::collection::vec(one, 0..40)
}

fn terms() -> impl Strategy<Value = Terms> {
    let basis = proptest::sample::select(&TaxBasis::ALL[..]);
    let rounding = proptest::sample::select(&TaxRounding::ALL[..]);
    ((0..=1_000_000u32).prop_map(Discount::Share), basis, rounding)
        .prop_map(|(discount, basis, rounding)| Terms { discount, basis, rounding, ..USD })
}

proptest! {
    #[test]
    fn lines_discounts_taxes_and_total_always_agree(lines in lines(), terms in terms()) {
        let got = totals(&lines, &terms).unwrap();
        let of = |part: fn(&LineTotal) -> i64| got.lines.iter().map(part).sum::<i64>();
        prop_assert_eq!(got.lines.len(), lines.len());
        prop_assert_eq!(of(|it| it.net), got.subtotal);
        prop_assert_eq!(of(|it| it.amount) - of(|it| it.discount), got.subtotal);
        prop_assert_eq!(of(|it| it.shared_discount), got.discount);
        prop_assert_eq!(of(|it| it.tax), got.tax);
        prop_assert_eq!(got.taxes.iter().map(|it| it.tax).sum::<i64>(), got.tax);
        let added = if terms.basis == TaxBasis::Added { got.tax } else { 0 };
        prop_assert_eq!(got.subtotal - got.discount + added, got.total);
        prop_assert_eq!(got.total - got.retainer, got.due);
        for total in &got.taxes {
            let worth: i64 = lines.iter().zip(&got.lines)
                .filter(|(line, _)| line.tax == Some(total.rate) && !line.in_fee)
                .map(|(_, it)| it.net - it.shared_discount).sum();
            prop_assert_eq!(worth, total.taxable);
        }
    }

    #[test]
    fn nothing_is_ever_below_zero(lines in lines(), terms in terms()) {
        let got = totals(&lines, &terms).unwrap();
        for line in &got.lines {
            prop_assert!(line.net >= line.shared_discount && line.shared_discount >= 0 && line.tax >= 0);
        }
        prop_assert!(got.discount >= 0 && got.tax >= 0 && got.total >= 0 && got.due >= 0);
    }

    #[test]
    fn the_order_of_the_lines_changes_no_total(lines in lines(), terms in terms(), seed in any::<u64>()) {
        let mut shuffled = lines.clone();
        let mut state = seed | 1;
        for nth in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(nth, (state >> 33) as usize % (nth + 1));
        }
        let (one, other) = (totals(&lines, &terms).unwrap(), totals(&shuffled, &terms).unwrap());
        prop_assert_eq!((one.subtotal, one.discount, &one.taxes, one.total), (other.subtotal, other.discount, &other.taxes, other.total));
    }

    #[test]
    fn whatever_goes_in_it_answers(amounts in prop::collection::vec(any::<i64>(), 0..8), rate in any::<u32>(), off in any::<i64>(), retainer in any::<i64>()) {
        let lines: Vec<_> = amounts.into_iter().map(|amount| taxed(amount, rate)).collect();
        if let Ok(got) = totals(&lines, &Terms { discount: Discount::Amount(off), retainer, ..USD }) {
            prop_assert!((0..=MOST_MINOR).contains(&got.total));
        }
    }
}
