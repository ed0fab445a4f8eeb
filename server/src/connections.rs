//! Connections: accepted one by one, each with a limit on how long its request's head may take, so that
//! somebody who never finishes one holds nothing for long.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::{ServiceBuilder, ServiceExt};

/// How long the head of a request may take, and an idle connection stays open.
const HEAD: Duration = Duration::from_secs(15);
/// Open connections at most: those beyond wait to be accepted.
const MOST: usize = 4_096;
/// How long to wait where the system has no room for another connection.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop`, then lets the requests at hand finish.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD).max_concurrent_streams(64);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MOST));
    let mut stop = std::pin::pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => break,
            place = Arc::clone(&room).acquire_owned() => place,
        };
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // one that went away meanwhile, or no file descriptor left
                    tracing::warn!(error = %error.kind(), "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
        };
        // Otherwise a response in two writes waits for the client's delayed acknowledgement: 40 ms.
        _ = stream.set_nodelay(true);
        let service = ServiceBuilder::new()
            .map_request(move |request: Request<Incoming>| knowing(request, peer))
            .service(router.clone())
            .boxed_clone();
        let connection =
            builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // what the client did to its own connection is no news
            _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// The request with the address of its peer.
fn knowing(request: Request<Incoming>, peer: SocketAddr) -> Request<axum::body::Body> {
    let mut request = request.map(axum::body::Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn requests_are_answered_and_one_at_hand_is_finished() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (reached, waiting) = oneshot::channel::<()>();
        let reached = Arc::new(std::sync::Mutex::new(Some(reached)));
        let slow = move |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move {
            if let Some(reached) = reached.lock().unwrap().take() {
                _ = reached.send(());
            }
            tokio::task::yield_now().await;
            peer.ip().to_string()
        };
        let router = Router::new().route("/", get(slow));
        let served = tokio::spawn(serve(listener, router, async move { _ = stopped.await }));

        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        waiting.await.unwrap();
        stop.send(()).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");
        served.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_is_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (_stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, Router::new(), async move { _ = stopped.await }));
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        let mut rest = Vec::new();
        // the clock stands still and jumps: this ends only because the server hangs up
        client.read_to_end(&mut rest).await.unwrap();
    }
}
