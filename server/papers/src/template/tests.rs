use super::*;
use crate::make::{Sheet, docx};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A document with these runs in its one paragraph, and these other parts.
fn document(runs: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let body =
        format!(r#"<w:document xmlns:w="{WORD}"><w:body><w:p>{runs}</w:p></w:body></w:document>"#);
    let mut parts = vec![("[Content_Types].xml", TYPES), ("word/document.xml", &body)];
    parts.extend(others);
    zipped(&parts)
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// What stands in the paragraph of a [`document`].
fn runs(docx: &[u8]) -> String {
    let mut package = Package::open(docx).unwrap();
    let source = package.text("word/document.xml").unwrap().unwrap();
    let start = source.find("<w:p>").unwrap() + 5;
    source[start..source.rfind("</w:p>").unwrap()].to_owned()
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_placeholder_that_word_split_takes_the_format_it_begins_in() {
    let split = "<w:r><w:t>Dear {</w:t></w:r><w:proofErr w:type=\"spellStart\"/>\
                 <w:r><w:rPr><w:b/></w:rPr><w:t>{client</w:t></w:r>\
                 <w:r><w:t>.na</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>me}}, hello</w:t></w:r>";
    let docx = document(split, &[]);
    assert_eq!(fields(&docx).unwrap(), [Field { name: "client.name".into(), times: 1 }]);
    let filled = fill(&docx, &values(&[("client.name", "Zoë")])).unwrap();
    assert_eq!(
        runs(&filled),
        "<w:r><w:t xml:space=\"preserve\">Dear Zoë</w:t></w:r><w:proofErr w:type=\"spellStart\"/>\
         <w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\"></w:t></w:r>\
         <w:r><w:t xml:space=\"preserve\"></w:t></w:r>\
         <w:r><w:rPr><w:i/></w:rPr><w:t xml:space=\"preserve\">, hello</w:t></w:r>"
    );
}

#[test]
fn several_in_one_run_and_spaces_within_the_braces() {
    let docx =
        document("<w:r><w:t>{{ a }}{{b}} &amp; {{a}}</w:t></w:r><w:r><w:t>x</w:t></w:r>", &[]);
    let filled = fill(&docx, &values(&[("a", "1"), ("b", "")])).unwrap();
    assert_eq!(
        runs(&filled),
        "<w:r><w:t xml:space=\"preserve\">1 &amp; 1</w:t></w:r><w:r><w:t>x</w:t></w:r>"
    );
}

#[test]
fn a_value_is_text_and_keeps_its_lines() {
    let docx = document("<w:r><w:t>{{a}}</w:t></w:r>", &[]);
    let value = "Ashdown & Sons <Ltd>\r\n{{b}} ]]></w:t>\u{1}";
    let filled = fill(&docx, &values(&[("a", value)])).unwrap();
    assert_eq!(
        runs(&filled),
        "<w:r><w:t xml:space=\"preserve\">Ashdown &amp; Sons &lt;Ltd&gt;</w:t><w:br/>\
         <w:t xml:space=\"preserve\">{{b}} ]]&gt;&lt;/w:t&gt;</w:t></w:r>"
    );
    // What a value brought along is no placeholder until somebody makes it a template.
    assert_eq!(fields(&filled).unwrap()[0].name, "b");
}

#[test]
fn what_stands_at_the_top_of_the_page_is_filled_too() {
    let sheet = Sheet {
        letterhead: vec!["Re: {{case.number}}".into()],
        paragraphs: vec!["{{client.name}}".into()],
        ..Sheet::default()
    };
    let filled =
        fill(&docx(&sheet), &values(&[("case.number", "2026-7"), ("client.name", "Z")])).unwrap();
    assert_eq!(fields(&filled), Ok(Vec::new()));
    let header = Package::open(&filled).unwrap().text("word/header1.xml").unwrap().unwrap();
    assert!(header.contains("Re: 2026-7"));
}

#[test]
fn what_is_not_known_is_listed_with_what_may_be_meant() {
    let docx = document("<w:r><w:t>{{clent.name}} {{clent.name}} {{zzz}}</w:t></w:r>", &[]);
    let problem = fill(&docx, &values(&[("client.name", "Z"), ("case.number", "1")])).unwrap_err();
    let stray = |name: &str, meant: Option<&str>| Stray {
        name: name.into(),
        meant: meant.map(str::to_owned),
    };
    let strays = vec![stray("clent.name", Some("client.name")), stray("zzz", None)];
    assert_eq!(problem, Problem::Unknown(strays));
    assert_eq!(
        problem.to_string(),
        "This template asks for what is not known: {{clent.name}} (perhaps {{client.name}}), \
         {{zzz}}."
    );
}

#[test]
fn braces_that_do_not_close_are_told() {
    for text in ["{{client.name", "{{client.name}", "{{}}", "{{a b}}", "{{{{a}}"] {
        let docx = document(&format!("<w:r><w:t>{text}</w:t></w:r>"), &[]);
        assert_eq!(fields(&docx), Err(Problem::Unclosed(text.into())), "{text}");
    }
    let broken = "<w:r><w:t>{{client</w:t><w:br/><w:t>name}}</w:t></w:r>";
    assert!(matches!(fields(&document(broken, &[])), Err(Problem::Unclosed(_))));
}

#[test]
fn macros_are_refused_wherever_they_show() {
    let run = "<w:r><w:t>{{a}}</w:t></w:r>";
    let macros = document(run, &[("word/vbaProject.bin", "x")]);
    assert_eq!(fields(&macros), Err(Problem::Macros));
    let controls = document(run, &[("word/activeX/activeX1.xml", "<x/>")]);
    assert_eq!(fields(&controls), Err(Problem::Macros));
    let types = TYPES.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        "vnd.ms-word.document.macroEnabled.main",
    );
    let named = zipped(&[("[Content_Types].xml", &types), ("word/document.xml", "<x/>")]);
    assert_eq!(fields(&named), Err(Problem::Macros));
}

#[test]
fn what_a_template_would_fetch_is_refused_and_a_link_is_not() {
    let with = |kind: &str, target: &str, mode: &str| {
        let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relationship = format!(
            r#"<Relationships><Relationship Id="r1" Type="{kinds}/{kind}" Target="{target}"{mode}/></Relationships>"#
        );
        let part = ("word/_rels/document.xml.rels", relationship.as_str());
        fields(&document("<w:r><w:t>{{a}}</w:t></w:r>", &[part]))
    };
    let external = r#" TargetMode="External""#;
    for (kind, target, mode) in [
        ("attachedTemplate", "https://example.org/x.dotm", external),
        ("attachedTemplate", "https://example.org/x.dotm", ""),
        ("image", "\\\\host\\share\\x.png", external),
        ("image", "file:///etc/passwd", external),
        ("oleObject", "x.doc", external),
        ("hyperlink", "file://host/share", external),
        ("hyperlink", "javascript:alert(1)", external),
    ] {
        let target = target.to_owned();
        assert_eq!(with(kind, &target, mode), Err(Problem::External { target }), "{kind}");
    }
    assert!(with("hyperlink", "https://example.org/", external).is_ok());
    assert!(with("hyperlink", "mailto:office@example.org", external).is_ok());
    assert!(with("image", "media/image1.png", "").is_ok());
}

#[test]
fn what_is_no_word_document_is_told() {
    assert_eq!(fields(b"%PDF-1.7"), Err(Problem::NotWord));
    assert_eq!(fields(b""), Err(Problem::NotWord));
    assert_eq!(fields(&zipped(&[("a.txt", "x")])), Err(Problem::NotWord));
    let docx = document("<w:r/>", &[]);
    assert_eq!(fields(&docx[..docx.len() - 30]), Err(Problem::Broken));
    assert_eq!(fields(&[&b"GIF89a"[..], &docx].concat()), Err(Problem::NotWord));
}

#[test]
fn a_word_template_becomes_a_document_and_the_rest_is_as_it_was() {
    let types = TYPES.replace("document.main", "template.main");
    let body = format!(
        r#"<w:document xmlns:w="{WORD}"><w:p><w:r><w:t>{{{{a}}}}</w:t></w:r></w:p></w:document>"#
    );
    let picture = "not really a picture";
    let dotx = zipped(&[
        ("[Content_Types].xml", &types),
        ("word/document.xml", &body),
        ("word/media/image1.png", picture),
    ]);
    let filled = fill(&dotx, &values(&[("a", "x")])).unwrap();
    let mut package = Package::open(&filled).unwrap();
    assert_eq!(package.text(CONTENT_TYPES).unwrap().as_deref(), Some(TYPES));
    assert_eq!(package.text("word/media/image1.png").unwrap().as_deref(), Some(picture));
}

#[test]
fn a_text_box_within_a_paragraph_is_a_paragraph_of_its_own() {
    let runs_with_box = "<w:r><w:t>{{a</w:t></w:r><w:r><w:txbxContent><w:p><w:r>\
                         <w:t>{{b}}</w:t></w:r></w:p></w:txbxContent></w:r>\
                         <w:r><w:t>}}</w:t></w:r>";
    let filled = fill(&document(runs_with_box, &[]), &values(&[("a", "1"), ("b", "2")])).unwrap();
    assert_eq!(fields(&filled), Ok(Vec::new()));
    assert!(runs(&filled).contains(">2<") && runs(&filled).contains(">1<"));
}

#[test]
fn fields_that_fetch_objects_and_names_that_lead_out_are_refused() {
    let field = |body: &str| fields(&document(body, &[]));
    for body in [
        r#"<w:fldSimple w:instr=" INCLUDETEXT &quot;C:\x.txt&quot; "><w:r><w:t>a</w:t></w:r></w:fldSimple>"#,
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\x</w:instrText></w:r>"#,
        r#"<w:r><w:instrText> includePicture "x" </w:instrText></w:r>"#,
    ] {
        assert!(matches!(field(body), Err(Problem::External { .. })), "{body}");
    }
    // a page number, a date, a link somebody clicks
    let plain = r#"<w:fldSimple w:instr=" PAGE "/><w:r><w:instrText>HYPERLINK "https://example.org"</w:instrText></w:r><w:r><w:t>{{a}}</w:t></w:r>"#;
    assert_eq!(field(plain).unwrap().len(), 1);
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for kind in ["aFChunk", "oleObject", "package"] {
        let relationship = format!(
            r#"<Relationships><Relationship Id="r1" Type="{kinds}/{kind}" Target="x.bin"/></Relationships>"#
        );
        let part = ("word/_rels/document.xml.rels", relationship.as_str());
        let docx = document("<w:r><w:t>{{a}}</w:t></w:r>", &[part]);
        assert_eq!(fields(&docx), Err(Problem::External { target: "x.bin".into() }), "{kind}");
    }
    for name in ["../../etc/x", "/etc/x", "word/../../x", "word\\x"] {
        let docx = document("<w:r><w:t>{{a}}</w:t></w:r>", &[(name, "x")]);
        assert_eq!(fields(&docx), Err(Problem::Broken), "{name}");
    }
}
