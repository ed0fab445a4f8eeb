//! Children that misbehave: the parent answers in words and goes on.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_core::Stream;
use papers::{Limits, Media, Preview, Previewer, Refusal, make, whole};
use rustix::process::{Pid, Signal, kill_process};

use crate::{CHILD, limits, previewer, sheet};

/// A document of which the first bytes come and then no more.
struct Stalled(bool);

impl Stream for Stalled {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(Bytes::from_static(b"%PDF-1.7"))))
    }
}

/// Living children of this process. Every test has a process of its own.
fn children() -> Vec<Pid> {
    let own = std::process::id().to_string();
    let living = |stat: &str| {
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
        let (state, parent) = (fields.next()?, fields.next()?);
        (parent == own && state != "Z").then_some(())
    };
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| {
            let pid = entry.ok()?.file_name().to_str()?.parse().ok()?;
            living(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?;
            Pid::from_raw(pid)
        })
        .collect()
}

async fn until(done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(30), "never came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn with(program: &str, args: &[&str], limits: Limits) -> Previewer {
    Previewer::new(program, args.iter().copied(), limits)
}

#[tokio::test]
async fn a_child_killed_in_the_middle_is_a_document_that_could_not_be_shown() {
    let asked = tokio::spawn(async { previewer().page(Media::Pdf, Stalled(false), 1, 240).await });
    until(|| !children().is_empty()).await;
    for child in children() {
        kill_process(child, Signal::KILL).unwrap();
    }
    let refusal = asked.await.unwrap().unwrap_err();
    assert_eq!(refusal, Refusal::Broken);
    assert_eq!(refusal.to_string(), "This document could not be shown. Download it to open it.");
    let pdf = make::pdf(&sheet());
    assert!(previewer().page(Media::Pdf, whole(pdf), 1, 240).await.is_ok());
}

#[tokio::test]
async fn nobody_waiting_any_more_ends_the_child() {
    let asked = tokio::spawn(async { previewer().page(Media::Pdf, Stalled(false), 1, 240).await });
    until(|| !children().is_empty()).await;
    asked.abort();
    until(|| children().is_empty()).await;
}

#[tokio::test]
async fn a_child_that_is_late_is_ended() {
    let limits = Limits { wall: Duration::from_millis(200), ..limits() };
    let asked = with(CHILD, &[], limits).page(Media::Pdf, Stalled(false), 1, 240).await;
    assert_eq!(asked, Err(Refusal::Slow));
    assert_eq!(children(), []);
}

#[tokio::test]
async fn a_document_that_breaks_off_is_not_read() {
    struct Breaks;
    impl Stream for Breaks {
        type Item = Result<Bytes, &'static str>;
        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Err("tag mismatch")))
        }
    }
    let asked = previewer().page(Media::Pdf, Breaks, 1, 240).await;
    assert_eq!(asked, Err(Refusal::Interrupted));
    assert_eq!(children(), []);
}

#[tokio::test]
async fn a_document_too_large_to_read_is_refused_before_it_is_read() {
    let limits = Limits { document_bytes: 1_000, ..limits() };
    let pdf = make::pdf(&sheet());
    assert!(pdf.len() > 1_000);
    let asked = with(CHILD, &[], limits).page(Media::Pdf, whole(pdf), 1, 240).await;
    assert_eq!(asked, Err(Refusal::TooLarge));
}

#[tokio::test]
async fn what_a_child_says_is_not_believed() {
    let pdf = make::pdf(&sheet());
    // An answer of another kind, a picture that is none, a frame without an end, nothing at all.
    let page = r#"{"Page":{"width":240,"height":311,"pages":1}}"#;
    for said in [
        r#"printf '\010\0\0\0"Filled"\0\0\0\0'"#.to_owned(),
        format!(r#"printf '\055\0\0\0{page}\011\0\0\0<svg/>xyz'"#),
        r"printf '\377\377\377\377'".to_owned(),
        r"printf '\377\377\377\0abc'".to_owned(),
        "exit 1".to_owned(),
        "cat /dev/zero".to_owned(),
    ] {
        let liar = with("/bin/sh", &["-c", &said], limits());
        let asked = liar.page(Media::Pdf, whole(pdf.clone()), 1, 240).await;
        assert_eq!(asked, Err(Refusal::Broken), "{said}");
    }
}

#[tokio::test]
async fn a_child_that_stays_after_its_answer_is_ended() {
    for said in
        ["printf '\\010\\0\\0\\0\"Filled\"\\0\\0\\0\\0'; exec sleep 1000", "exec sleep 1000"]
    {
        let limits = Limits { wall: Duration::from_secs(1), ..limits() };
        let asked = with("/bin/sh", &["-c", said], limits)
            .page(Media::Pdf, whole(make::pdf(&sheet())), 1, 240)
            .await;
        assert!(matches!(asked, Err(Refusal::Broken | Refusal::Slow)), "{asked:?}");
        assert_eq!(children(), []);
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_told_in_words() {
    let nothing = with("/nonexistent/privity", &["preview"], limits());
    let pdf = make::pdf(&sheet());
    let asked = nothing.page(Media::Pdf, whole(pdf.clone()), 1, 240).await;
    assert_eq!(asked, Err(Refusal::Unavailable));
    // What is never shown needs no child to say so.
    let asked = nothing.preview(Media::Zip, whole(pdf)).await;
    assert_eq!(asked, Ok(Preview::None(Refusal::NotShown(Media::Zip))));
}

#[tokio::test]
async fn a_child_that_cannot_be_shut_in_reads_nothing() {
    let crowd = with(CHILD, &["crowd"], limits());
    let asked = crowd.page(Media::Pdf, whole(make::pdf(&sheet())), 1, 240).await;
    assert_eq!(asked, Err(Refusal::Unavailable));
}

#[tokio::test]
async fn no_more_children_than_allowed_run_at_once() {
    let limits = Limits { children: 1, queue: Duration::from_millis(100), ..limits() };
    let previewer = with(CHILD, &[], limits);
    let first = previewer.clone();
    let first = tokio::spawn(async move { first.page(Media::Pdf, Stalled(false), 1, 240).await });
    until(|| !children().is_empty()).await;
    let pdf = make::pdf(&sheet());
    let second = previewer.page(Media::Pdf, whole(pdf.clone()), 1, 240).await;
    assert_eq!(second, Err(Refusal::Busy));
    assert_eq!(children().len(), 1);
    first.abort();
    until(|| children().is_empty()).await;
    assert!(previewer.page(Media::Pdf, whole(pdf), 1, 240).await.is_ok());
}
