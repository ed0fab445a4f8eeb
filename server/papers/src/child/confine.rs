//! Shutting a process in: resource limits, Landlock, and a list of system calls.
//!
//! Without the list of system calls nothing is read (old kernels and odd machines show no
//! previews). Landlock is the second wall where the kernel has it; it alone would not keep a
//! process from the network by UDP, nor from signals and processes.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;
use std::net::{TcpListener, UdpSocket};

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, Scope};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// What a child may use before the kernel ends it.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Address space, the program itself included.
    pub memory_bytes: u64,
    pub cpu_seconds: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { memory_bytes: 1024 * 1024 * 1024, cpu_seconds: 10 }
    }
}

pub(super) fn shut_in(bounds: Bounds) -> Result<(), Box<dyn Error>> {
    if !is_alone() {
        return Err("other threads run in this process".into());
    }
    limit(bounds)?;
    close_files()?;
    seccompiler::apply_filter_all_threads(&allowed()?)?;
    Ok(())
}

/// Other threads would take address space away before it is measured out, and are not under
/// Landlock.
fn is_alone() -> bool {
    std::fs::read_dir("/proc/self/task").map_or(true, |threads| threads.count() == 1)
}

fn limit(bounds: Bounds) -> rustix::io::Result<()> {
    let at_most = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::As, at_most(bounds.memory_bytes))?;
    // The hard limit kills should the soft one's signal be caught.
    let cpu = Rlimit { current: Some(bounds.cpu_seconds), maximum: Some(bounds.cpu_seconds + 1) };
    setrlimit(Resource::Cpu, cpu)?;
    // Standard input, output and error are open already.
    setrlimit(Resource::Nofile, at_most(8))?;
    setrlimit(Resource::Nproc, at_most(0))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    // What it holds is a client's document: no core dump, not even by way of a handler.
    setrlimit(Resource::Core, at_most(0))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
}

fn close_files() -> Result<(), landlock::RulesetError> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V6))?
        .handle_access(AccessNet::from_all(ABI::V6))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()?;
    Ok(())
}

/// Memory, the pipes that are open already, the clock, and the end. Anything else is answered with
/// "not permitted": no opening, no sockets, no processes, no memory that can be executed.
fn allowed() -> Result<BpfProgram, Box<dyn Error>> {
    let always = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_restart_syscall,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        always.into_iter().map(|call| (call, Vec::new())).collect();
    let only_if = |argument, operator, value| {
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?;
        SeccompRule::new(vec![condition])
    };
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![only_if(2, SeccompCmpOp::MaskedEq(executable), 0)?]);
    }
    // An abort sends a signal, and only to itself.
    let itself = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![only_if(0, SeccompCmpOp::Eq, itself)?]);
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let arch = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(rules, refuse, SeccompAction::Allow, arch)?.try_into()?)
}

/// A door that stands open although it must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// The process could not be shut in at all.
    NotShutIn,
    ReadFile,
    WriteFile,
    ListFolder,
    Listen,
    Datagram,
    Process,
    Thread,
}

pub(super) fn try_doors(bounds: Bounds) -> Vec<Open> {
    if shut_in(bounds).is_err() {
        return vec![Open::NotShutIn];
    }
    let write = || std::fs::File::create("/tmp/papers-child-was-here")?.write_all(b"!");
    [
        (Open::ReadFile, std::fs::read("/etc/passwd").is_ok()),
        (Open::WriteFile, write().is_ok()),
        (Open::ListFolder, std::fs::read_dir("/").is_ok()),
        (Open::Listen, TcpListener::bind("127.0.0.1:0").is_ok()),
        (Open::Datagram, UdpSocket::bind("127.0.0.1:0").is_ok()),
        (Open::Process, std::process::Command::new("/bin/true").spawn().is_ok()),
        (Open::Thread, std::thread::Builder::new().spawn(|| {}).is_ok()),
    ]
    .into_iter()
    .filter_map(|(door, open)| open.then_some(door))
    .collect()
}
