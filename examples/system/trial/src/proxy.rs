//! A small TCP proxy on the loopback interface that cuts connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use oorandom::Rand32;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A proxy that runs until its runtime ends.
#[derive(Debug)]
pub struct Proxy {
    /// The address that it listens on.
    pub address: SocketAddr,
    cuts: Arc<AtomicU64>,
}

impl Proxy {
    /// Listens on a free port, and hands on to `target`. One of `one_in` connections is cut after a number of bytes that the
    /// seed decides, in the middle of what is said; with 0 none is.
    ///
    /// # Errors
    /// Fails if there is no free port.
    pub async fn start(target: SocketAddr, seed: u64, one_in: u32) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let cuts = Arc::new(AtomicU64::new(0));
        let counted = cuts.clone();
        tokio::spawn(async move {
            let mut random = Rand32::new(seed);
            while let Ok((from, _)) = listener.accept().await {
                let is_cut = one_in > 0 && random.rand_range(0..one_in) == 0;
                let bytes = random.rand_range(1..4000);
                let (cuts, limit) = (counted.clone(), is_cut.then_some(u64::from(bytes)));
                tokio::spawn(async move {
                    let Ok(to) = TcpStream::connect(target).await else {
                        return;
                    };
                    let (mut up, mut down) = from.into_split();
                    let (mut back, mut forth) = to.into_split();
                    let ended = tokio::select! {
                        ended = hand_on(&mut up, &mut forth, None) => ended,
                        ended = hand_on(&mut back, &mut down, limit) => ended,
                    };
                    if ended == Ended::Cut {
                        cuts.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Ok(Self { address, cuts })
    }

    /// The number of connections that were cut.
    pub fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::SeqCst)
    }
}

#[derive(PartialEq)]
enum Ended {
    Closed,
    Cut,
}

async fn hand_on(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    mut limit: Option<u64>,
) -> Ended {
    let mut piece = vec![0; 8 << 10];
    loop {
        let Ok(count @ 1..) = from.read(&mut piece).await else {
            return Ended::Closed;
        };
        let whole = count as u64;
        let most = limit.unwrap_or(whole).min(whole);
        let Ok(length) = usize::try_from(most) else {
            return Ended::Closed;
        };
        if to.write_all(&piece[..length]).await.is_err() {
            return Ended::Closed;
        }
        if let Some(limit) = &mut limit {
            *limit -= most;
            if *limit == 0 {
                let _ = to.flush().await;
                tokio::time::sleep(Duration::from_millis(1)).await;
                return Ended::Cut;
            }
        }
    }
}
