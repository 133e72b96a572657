//! Connections: whoever sends nothing for too long is cut off, and all of them end when the program is told to stop.

use axum::{Router, body::Body, extract::ConnectInfo, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{net::SocketAddr, pin::pin, time::Duration};
use tokio::net::TcpListener;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::timeout::RequestBodyTimeoutLayer;

/// How long a browser may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a whole header, and between two requests of one connection.
    pub header: Duration,
    /// Between two pieces of a body.
    pub body: Duration,
}

impl Default for Patience {
    /// A slow line sends something within half a minute.
    fn default() -> Self {
        Self { header: Duration::from_secs(30), body: Duration::from_secs(30) }
    }
}

/// Serves until `stop`, and then until the open requests are answered.
pub async fn serve(listener: TcpListener, app: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let timed = ServiceBuilder::new()
        .layer(RequestBodyTimeoutLayer::new(patience.body))
        .map_request(|request: axum::http::Request<_>| request.map(Body::new));
    let app = app.layer(timed);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.header);
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, from)) = accepted else {
            // Too many open files, most likely: those that end make room.
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        };
        let app = app.clone();
        let answer = service_fn(move |request: axum::http::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(from));
            app.clone().oneshot(request)
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), answer));
        // What a browser does to its connection is no concern of the others.
        tokio::spawn(async { drop(connection.await) });
    }
    drop(listener);
    graceful.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Bytes, http::StatusCode, routing::post};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::oneshot,
    };

    /// A server that echoes bodies, and the way to stop it.
    async fn echo() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let app = Router::new().route(
            "/",
            post(async |body: Result<Bytes, _>| body.map_err(|_: axum::extract::rejection::BytesRejection| StatusCode::BAD_REQUEST)),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let patience = Patience { header: Duration::from_millis(300), body: Duration::from_millis(300) };
        let server = tokio::spawn(serve(listener, app, patience, async { drop(stopped.await) }));
        (addr, stop, server)
    }

    async fn sent(addr: SocketAddr, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }

    async fn heard(mut stream: TcpStream) -> String {
        let mut all = String::new();
        let _ = stream.read_to_string(&mut all).await;
        all
    }

    const WHOLE: &str = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\nxy";

    #[tokio::test]
    async fn whoever_stops_sending_is_cut_off_and_the_others_are_answered() {
        let (addr, _stop, _server) = echo().await;
        let half_header = sent(addr, "POST / HTTP/1.1\r\nhost: x\r\ncontent-le").await;
        let half_body = sent(addr, "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\n\r\nxy").await;
        let silent = sent(addr, "").await;
        assert!(heard(sent(addr, WHOLE).await).await.ends_with("xy"));
        assert!(!heard(half_header).await.contains("200"));
        assert!(heard(half_body).await.starts_with("HTTP/1.1 400"));
        assert_eq!(heard(silent).await, "");
    }

    #[tokio::test]
    async fn a_request_under_way_is_answered_before_the_end() {
        let (addr, stop, server) = echo().await;
        let mut slow = sent(addr, &WHOLE[..WHOLE.len() - 1]).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.send(()).unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(TcpStream::connect(addr).await.is_err());
        slow.write_all(b"y").await.unwrap();
        assert!(heard(slow).await.ends_with("xy"));
        server.await.unwrap();
    }
}
