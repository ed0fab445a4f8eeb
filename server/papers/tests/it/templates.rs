//! Templates by way of the child.

use std::collections::BTreeMap;

use papers::template::{Field, Problem, Stray};
use papers::{Media, Preview, Refusal, make, sniff, whole};

use crate::{lines, previewer, sheet};

#[tokio::test]
async fn a_filled_template_reads_as_a_letter() {
    let mut sheet = sheet();
    sheet.title = "Engagement in {{case.number}}".into();
    sheet.paragraphs = vec!["Dear {{client.name}}, about {{case.number}}:".into()];
    let template = make::docx(&sheet);
    let fields = previewer().fields(whole(template.clone())).await.unwrap();
    let field = |name: &str, times| Field { name: name.into(), times };
    assert_eq!(fields, [field("case.number", 2), field("client.name", 1)]);

    let mut values = BTreeMap::from([("case.number".to_owned(), "2026-0042".to_owned())]);
    let asked = previewer().fill(whole(template.clone()), values.clone()).await;
    let stray = Stray { name: "client.name".into(), meant: None };
    assert_eq!(asked, Err(Refusal::Template(Problem::Unknown(vec![stray]))));

    values.insert("client.name".into(), "Ashdown & Sons <Ltd>".into());
    let letter = previewer().fill(whole(template), values).await.unwrap();
    assert_eq!(sniff(&letter), Media::Docx);
    let Preview::Text(written) = previewer().preview(Media::Docx, whole(letter)).await.unwrap()
    else {
        panic!("no text")
    };
    assert!(lines(&written).contains("Dear Ashdown & Sons <Ltd>, about 2026-0042:"));
}
