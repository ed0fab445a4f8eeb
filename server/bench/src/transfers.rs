//! Rows 4 and 5: documents in and out. What goes in is measured against a plain copy made durable and one
//! pass of the cipher; what comes out, against nginx serving the plain file.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};
use sqlx::{AssertSqlSafe, Executor};
use tokio::process::Command;

use crate::Outcome;
use crate::load::{Browser, length_of};
use crate::report::Report;
use crate::rows::{Office, is_steady, median};

const MIB: u64 = 1 << 20;
const SMALL: u64 = 100 * MIB;
const LARGE: u64 = 1024 * MIB;
/// What the vault seals at a time.
const CHUNK: usize = 64 << 10;
/// Ranges in a round.
const RANGES: u64 = 100;

/// Where nginx serves plain files from.
pub(crate) struct Plain {
    pub folder: PathBuf,
    pub port: u16,
}

impl Plain {
    /// From `BENCH_PLAIN=FOLDER:PORT`, which is not set where there is no nginx.
    pub(crate) fn from_environment() -> Option<Plain> {
        let text = std::env::var("BENCH_PLAIN").ok()?;
        let (folder, port) = text.rsplit_once(':')?;
        Some(Plain { folder: folder.into(), port: port.parse().ok()? })
    }
}

/// Both rows on one office: they do not depend on how much there is in it.
pub(crate) async fn measure(office: &Office, rounds: u32, report: &mut Report) -> Outcome {
    let case = office.case_of_attorney().await?;
    without_key(office, &case).await?;
    let scratch = std::env::temp_dir().join(format!("privity-bench-{}-plain", std::process::id()));
    let piece = noise();
    let small = uploads(office, &case, &scratch, &piece, rounds, report).await?;
    let large = Upload::of(office, &case, &piece, LARGE).await?;
    let growth = large.took.as_secs_f64() / small.took.as_secs_f64();
    report.line(
        "upload, 1 GiB of 100 MiB".into(),
        format!("{growth:.1}×"),
        "9–11×",
        Some((9.0..=11.0).contains(&growth)),
    );
    let began = Instant::now();
    copy(&scratch, &piece, LARGE)?;
    seal(&piece, LARGE)?;
    std::fs::remove_file(&scratch)?;
    let theirs = began.elapsed().as_secs_f64() / small.reference.as_secs_f64();
    report.fact("copy and cipher, 1 GiB of 100 MiB".into(), format!("{theirs:.1}×"));
    memory("upload of 1 GiB", large.memory, report);
    cipher(&piece, report).await?;
    match Plain::from_environment() {
        Some(plain) => downloads(office, &large.document, &plain, &piece, rounds, report).await,
        None => {
            report.fact("downloads".into(), "not measured: nginx is not installed".into());
            Ok(())
        }
    }
}

/// The cases of this office have keys that open nothing: this one is given a new one.
async fn without_key(office: &Office, case: &str) -> Outcome {
    let id = case.rsplit('/').next().unwrap_or_default();
    let sql = format!(
        "set session_replication_role = replica; delete from document_versions where case_id = '{id}';
        delete from documents where case_id = '{id}'; delete from case_keys where case_id = '{id}';
        set session_replication_role = origin"
    );
    office.superuser.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}

/// A mebibyte that looks like nothing.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut piece = Vec::with_capacity(MIB as usize);
    while piece.len() < MIB as usize {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        piece.extend_from_slice(&state.to_le_bytes());
    }
    piece
}

struct Upload {
    took: Duration,
    /// What the portal's largest size grew by, in bytes.
    memory: u64,
    /// Its path.
    document: String,
}

impl Upload {
    async fn of(office: &Office, case: &str, piece: &[u8], length: u64) -> Outcome<Upload> {
        let before = office.reset_peak()?;
        let mut browser = Browser::open(office.port, &office.attorney.cookie).await?;
        let began = Instant::now();
        let answer = browser.upload(&format!("{case}/documents/upload"), piece, length).await?;
        let took = began.elapsed();
        let memory = office.peak()?.saturating_sub(before);
        let text = String::from_utf8(answer.body)?;
        let id = text.split("\"document\":\"").nth(1).and_then(|rest| rest.split('"').next());
        let id = id.ok_or_else(|| format!("the upload answered {}: {text}", answer.status))?;
        Ok(Upload { took, memory, document: format!("/documents/{id}") })
    }
}

/// What 100 MiB took, ours and by hand.
struct Small {
    took: Duration,
    reference: Duration,
}

async fn uploads(
    office: &Office,
    case: &str,
    scratch: &Path,
    piece: &[u8],
    rounds: u32,
    report: &mut Report,
) -> Outcome<Small> {
    Upload::of(office, case, piece, SMALL).await?;
    let (mut ours, mut theirs, mut most) = (Vec::new(), Vec::new(), 0);
    for _ in 0..rounds {
        let upload = Upload::of(office, case, piece, SMALL).await?;
        most = most.max(upload.memory);
        ours.push(upload.took.as_secs_f64() * 1e3);
        let began = Instant::now();
        copy(scratch, piece, SMALL)?;
        seal(piece, SMALL)?;
        theirs.push(began.elapsed().as_secs_f64() * 1e3);
        std::fs::remove_file(scratch)?;
    }
    let ratio = median(ours.iter().zip(&theirs).map(|(a, b)| a / b).collect());
    let (steady, took, reference) =
        (is_steady(&theirs), median(ours), Duration::from_secs_f64(median(theirs.clone()) / 1e3));
    report.line(
        format!("upload of 100 MiB ({took:.0} ms), to copy and cipher ({:.0} ms)", median(theirs)),
        format!("{ratio:.2}×"),
        "≤ 1.25×",
        steady.then_some(ratio <= 1.25),
    );
    memory("upload of 100 MiB", most, report);
    Ok(Small { took: Duration::from_secs_f64(took / 1e3), reference })
}

fn memory(what: &str, bytes: u64, report: &mut Report) {
    let mb = bytes as f64 / 1e6;
    report.line(format!("{what}, memory"), format!("+{mb:.1} MB"), "≤ 16 MB", Some(mb <= 16.0));
}

/// A plain copy, made durable.
fn copy(to: &Path, piece: &[u8], length: u64) -> Outcome {
    let mut file = File::create(to)?;
    for _ in 0..length / piece.len() as u64 {
        file.write_all(piece)?;
    }
    file.sync_data()?;
    Ok(())
}

/// One pass of the cipher over as much, chunk by chunk.
fn seal(piece: &[u8], length: u64) -> Outcome {
    let cipher = Aes256Gcm::new(&[7; 32].into());
    let mut chunk = piece[..CHUNK].to_vec();
    for nth in 0..length / CHUNK as u64 {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&nth.to_le_bytes());
        let tag = cipher.encrypt_inout_detached(&nonce.into(), b"", chunk.as_mut_slice().into());
        tag.map_err(|_| "the cipher refused")?;
    }
    std::hint::black_box(&chunk);
    Ok(())
}

/// The cipher alone, beside OpenSSL's on the same core.
async fn cipher(piece: &[u8], report: &mut Report) -> Outcome {
    let began = Instant::now();
    seal(piece, LARGE)?;
    let ours = LARGE as f64 / 1e6 / began.elapsed().as_secs_f64();
    let output = Command::new("openssl")
        .args(["speed", "-seconds", "2", "-bytes", "65536", "-evp", "aes-256-gcm"])
        .output()
        .await;
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    // "AES-256-GCM     5012345.67k"
    let theirs = said.ok().and_then(|said| {
        let line =
            said.lines().find(|line| line.trim_start().starts_with("AES-256-GCM"))?.to_owned();
        line.split_whitespace().last()?.trim_end_matches('k').parse::<f64>().ok()
    });
    let Some(theirs) = theirs.map(|kilobytes| kilobytes / 1e3) else {
        report.fact("cipher".into(), format!("{ours:.0} MB/s; no openssl beside it"));
        return Ok(());
    };
    report.fact(
        format!("cipher ({ours:.0} MB/s), of OpenSSL's ({theirs:.0} MB/s)"),
        format!("{:.2}×", ours / theirs),
    );
    Ok(())
}

async fn downloads(
    office: &Office,
    document: &str,
    plain: &Plain,
    piece: &[u8],
    rounds: u32,
    report: &mut Report,
) -> Outcome {
    copy(&plain.folder.join("plain"), piece, LARGE)?;
    let path = format!("{document}/download");
    let mut portal = Browser::open(office.port, &office.attorney.cookie).await?;
    let mut nginx = Browser::open(plain.port, "").await?;
    let before = office.reset_peak()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..=rounds {
        ours.push(whole(&mut portal, &path).await?);
        theirs.push(whole(&mut nginx, "/plain").await?);
    }
    memory("download of 1 GiB", office.peak()?.saturating_sub(before), report);
    tell("download of 1 GiB", ours, theirs, report);

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..=rounds {
        ours.push(ranges(&mut portal, &path).await?);
        theirs.push(ranges(&mut nginx, "/plain").await?);
    }
    tell("range of 64 KiB of it", ours, theirs, report);
    std::fs::remove_file(plain.folder.join("plain"))?;
    Ok(())
}

/// The first round warms up.
fn tell(what: &str, ours: Vec<f64>, theirs: Vec<f64>, report: &mut Report) {
    let (ours, theirs) = (&ours[1..], &theirs[1..]);
    let ratio = median(ours.iter().zip(theirs).map(|(a, b)| a / b).collect());
    report.line(
        format!(
            "{what} ({:.2} ms), to nginx with the plain file ({:.2} ms)",
            median(ours.to_vec()),
            median(theirs.to_vec())
        ),
        format!("{ratio:.2}×"),
        "≤ 1.3×",
        is_steady(theirs).then_some(ratio <= 1.3),
    );
}

/// Milliseconds of one whole file.
async fn whole(browser: &mut Browser, path: &str) -> Outcome<f64> {
    let began = Instant::now();
    let (status, length) = browser.drain(path, None).await?;
    match (status, length) {
        (200, LARGE) => Ok(began.elapsed().as_secs_f64() * 1e3),
        other => Err(format!("{path} answered {other:?}").into()),
    }
}

/// Milliseconds of one range, on the average of many all over the file.
async fn ranges(browser: &mut Browser, path: &str) -> Outcome<f64> {
    let began = Instant::now();
    for nth in 0..RANGES {
        let from = nth * (LARGE / RANGES) + nth * 997;
        let range = from..from + CHUNK as u64;
        let wanted = length_of(&range);
        match browser.drain(path, Some(range)).await? {
            (206, length) if length == wanted => {}
            other => return Err(format!("{path} answered {other:?}").into()),
        }
    }
    Ok(began.elapsed().as_secs_f64() * 1e3 / RANGES as f64)
}
