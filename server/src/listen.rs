//! Connections: whoever sends nothing for too long, or next to nothing, is cut off, and all of them end when the program is told to stop.

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, Request},
};
use hyper::{
    body::{Frame, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    time::{Sleep, sleep},
};
use tower::ServiceExt;

/// How long a browser may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a whole header, and between two requests of one connection.
    pub header: Duration,
    /// For each piece of a body, and for its end.
    pub body: Duration,
}

/// Bytes of a piece: 16 KB in half a minute are a tenth of what the slowest mobile line brings.
const PIECE: u64 = 16 << 10;

/// A body of which no piece may take too long.
struct Timely {
    body: Incoming,
    limit: Duration,
    /// Runs from when a piece is first waited for.
    clock: Option<Pin<Box<Sleep>>>,
    /// Bytes of the piece that is coming.
    come: u64,
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.come += frame.as_ref().and_then(|f| f.as_ref().ok()?.data_ref()).map_or(0, |data| data.len() as u64);
            if self.come >= PIECE {
                (self.come, self.clock) = (0, None);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let limit = self.limit;
        ready!(self.clock.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context));
        Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

impl Default for Patience {
    /// A slow line sends something within half a minute.
    fn default() -> Self {
        Self { header: Duration::from_secs(30), body: Duration::from_secs(30) }
    }
}

/// Serves until `stop`, and then until the open requests are answered.
pub async fn serve(listener: TcpListener, app: Router, patience: Patience, stop: impl Future<Output = ()>) {
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
            sleep(Duration::from_millis(200)).await;
            continue;
        };
        let app = app.clone();
        let answer = service_fn(move |request: axum::http::Request<Incoming>| {
            let timely = |body| Timely { body, limit: patience.body, clock: None, come: 0 };
            let mut request: Request = request.map(|body| Body::new(timely(body)));
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
    use axum::{http::StatusCode, routing::post};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::oneshot,
        time::timeout,
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
    async fn a_body_that_drips_is_cut_off_and_one_that_is_slow_is_not() {
        let (addr, _stop, _server) = echo().await;
        let head = |length: usize| format!("POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        let mut slow = sent(addr, &head(10 * PIECE as usize)).await;
        // All of it takes longer than the patience.
        for _ in 0..10 {
            slow.write_all(&[b'y'; PIECE as usize]).await.unwrap();
            sleep(Duration::from_millis(50)).await;
        }
        assert!(heard(slow).await.ends_with("yyy"));
        let mut drip = sent(addr, &head(99_999)).await;
        let mut answer = [0; 12];
        for _ in 0..40 {
            drip.write_all(b"x").await.unwrap();
            if timeout(Duration::from_millis(50), drip.read_exact(&mut answer)).await.is_ok() {
                break;
            }
        }
        assert_eq!(answer, *b"HTTP/1.1 400");
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
