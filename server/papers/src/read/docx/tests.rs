use super::*;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn read_body(body: &str) -> Vec<Block> {
    let styles = BTreeMap::from([
        ("berschrift2".to_owned(), "heading 2".to_owned()),
        ("Liste".to_owned(), "list bullet".to_owned()),
    ]);
    let source = format!(
        r#"<w:document xmlns:w="{WORD}" xmlns:mc="m" xmlns:a="a"><w:body>{body}</w:body></w:document>"#
    );
    blocks(&source, &styles).unwrap()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn styled(format: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{format}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

#[test]
fn headings_and_items_are_known_in_any_language() {
    let body = [
        styled(r#"<w:pStyle w:val="berschrift2"/>"#, "Sorge"),
        styled(r#"<w:pStyle w:val="Title"/>"#, "Will"),
        styled(r#"<w:outlineLvl w:val="2"/>"#, "Third"),
        styled(r#"<w:pStyle w:val="Liste"/>"#, "one"),
        styled(r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr>"#, "two"),
        styled(r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#, "no more"),
    ];
    let heading = |level, text: &str| Block::Heading { level, text: text.to_owned() };
    let item = |level, text: &str| Block::Item { level, text: text.to_owned() };
    assert_eq!(
        read_body(&body.concat()),
        [
            heading(2, "Sorge"),
            heading(1, "Will"),
            heading(3, "Third"),
            item(0, "one"),
            item(1, "two"),
            paragraph("no more")
        ]
    );
}

#[test]
fn a_table_is_its_rows_and_one_within_it_is_a_cell() {
    let cell = |content: &str| format!("<w:tc>{content}</w:tc>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&p("x")), cell(&p("y")));
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
        cell(&p("Fee")),
        cell(&[p("$350"), p("an hour")].concat()),
        cell(""),
        cell(&[inner, p("z")].concat()),
        p("after"),
    );
    let row = |cells: [&str; 2]| Block::Row(cells.map(str::to_owned).to_vec());
    assert_eq!(
        read_body(&body),
        [row(["Fee", "$350\nan hour"]), row(["", "x\ty\nz"]), paragraph("after")]
    );
}

#[test]
fn what_was_deleted_is_gone_and_what_was_inserted_or_hidden_is_there() {
    let body = "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del>\
                <w:ins><w:r><w:t>new</w:t></w:r></w:ins>\
                <w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\"> hidden</w:t></w:r>\
                <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
    assert_eq!(read_body(body), [paragraph("new hidden")]);
}

#[test]
fn a_text_box_is_read_once() {
    let inner = p("in the box");
    let body = format!(
        "<w:p><w:r><w:t>around</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>\
         {inner}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{inner}</w:txbxContent>\
         </mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    assert_eq!(read_body(&body), [paragraph("in the box"), paragraph("around")]);
}

#[test]
fn tabs_breaks_and_references_are_characters() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t>\
                <w:tab/><w:t>b</w:t><w:br/><w:t>c&amp;&#233;<![CDATA[<]]></w:t>\
                <w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>";
    assert_eq!(read_body(body), [paragraph("a\tb\nc&é<-d")]);
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = "<w:p>".repeat(100_000);
    let source = format!(r#"<w:document xmlns:w="{WORD}">{deep}"#);
    assert_eq!(blocks(&source, &BTreeMap::new()), Err(Fault::Broken));
    let unclosed = format!(r#"<w:document xmlns:w="{WORD}">{}"#, p("x"));
    assert_eq!(blocks(&unclosed, &BTreeMap::new()), Err(Fault::Broken));
}
