//! `tiendo serve`.

use super::Fallible;
use crate::{
    catalogue, chain, demo,
    listen::{self, Patience},
    notice,
    site::Site,
    web,
};
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// Serves until it is told to stop. With `demo` (its number of months), /readyz answers only after the illustrative year is in.
pub async fn run(site: &Arc<Site>, demo: Option<u16>) -> Fallible<()> {
    let addr = site.config.addr;
    if demo.is_some() && !addr.ip().is_loopback() {
        return Err(format!("demo accounts exist on loopback only; TIENDO_ADDR is {addr}").into());
    }
    let listener = TcpListener::bind(addr).await.map_err(|e| format!("cannot listen on {addr}: {e}; set TIENDO_ADDR to a free address"))?;
    let addr = listener.local_addr()?;
    let server = tokio::spawn(listen::serve(listener, web::router(site.clone()), Patience::default(), stop_signal()));
    if let Some(months) = demo {
        println!("Preparing the illustrative year (once) ...");
        tokio::select! {
            made = demo::prepare(site, i32::from(months)) => made?,
            () = stop_signal() => return Err("stopped before the illustrative year was complete; the next start goes on with it".into()),
        }
        site.set_ready();
        for (role, user, password) in demo::accounts(site).await? {
            println!("{role} {user} {password}");
        }
    } else {
        first_administrator(site).await?;
        site.set_ready();
    }
    println!("Tiến Độ: http://{addr}");
    let watches = [tokio::spawn(chain::watch(site.clone())), tokio::spawn(notice::watch(site.clone()))];
    // A browser that keeps a connection open must not keep the program from ending.
    let late = async {
        stop_signal().await;
        tokio::time::sleep(LAST).await;
    };
    tokio::select! { ended = server => ended?, () = late => {} }
    watches.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// How long open requests get to finish after the signal to stop.
const LAST: Duration = Duration::from_secs(10);

/// An installation without people gets one administrator, whose one-time code is shown on the console only.
async fn first_administrator(site: &Site) -> Fallible<()> {
    if store::person::count(&mut site.db.read().await?).await? > 0 {
        return Ok(());
    }
    if site.catalogue(&mut site.db.read().await?).await?.provinces.is_empty() {
        println!("No catalogue yet: `tiendo catalogue load`, then start again to get the administrator's code.");
        return Ok(());
    }
    let new = super::people::NewPerson {
        username: "quantri".into(),
        name: "Quản trị hệ thống".into(),
        role: domain::access::Role::Administrator,
        province: "dong-nai".into(),
        unit: String::new(),
        email: String::new(),
    };
    let (_, code) = super::people::add_person(site, &new, None).await?;
    println!("First administrator: user quantri, one-time code {code}, at /kich-hoat");
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
}

/// Loads catalogue and documents; shared with the demo.
pub async fn load_all(site: &Site) -> Fallible<()> {
    catalogue::load(&site.db, site.now()).await?;
    catalogue::load_documents(&site.db, &site.config.sources, site.now()).await?;
    Ok(())
}
