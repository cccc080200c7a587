//! The second process: hands its request over and shows what comes back.

use std::io::Write;
use std::time::Duration;

use interprocess::local_socket::tokio::prelude::*;
use tokio::time::{Instant, timeout, timeout_at};

use super::frame::{self, CHUNK, Frame};
use super::{InstanceError, MAX_INPUT, PROTOCOL, ProfileLock, Request, RequestHead, place};
use crate::paths::Profile;

/// How long the other process may take to greet.
const GREETING: Duration = Duration::from_secs(5);
/// How long it may be silent while it works; it says every two seconds that it does.
const SILENCE: Duration = Duration::from_secs(30);

/// How long to wait before looking again for a holder that does not listen yet, or any more.
const AGAIN: Duration = Duration::from_millis(50);

/// Who is to carry out a request.
#[derive(Debug)]
pub enum Turn {
    /// This process: the profile is ours now.
    Ours(ProfileLock),
    /// The process that has the profile, which is listening.
    Theirs(Holder),
}

/// Takes the profile, or reaches the process that has it. For five seconds both are tried again:
/// the other one may just be starting, or ending.
///
/// # Errors
/// [`InstanceError::NoAnswer`], [`InstanceError::OtherVersion`], [`InstanceError::Lock`] and
/// [`InstanceError::Socket`].
pub async fn turn(profile: &Profile) -> Result<Turn, InstanceError> {
    let deadline = Instant::now() + GREETING;
    loop {
        let pid = match ProfileLock::acquire(profile) {
            Ok(lock) => return Ok(Turn::Ours(lock)),
            Err(InstanceError::Held { pid }) => pid,
            Err(error) => return Err(error),
        };
        match Holder::reach(profile, deadline).await {
            Ok(holder) => return Ok(Turn::Theirs(holder)),
            Err(InstanceError::NoAnswer { .. }) if Instant::now() < deadline => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(InstanceError::NoAnswer { .. }) => return Err(InstanceError::NoAnswer { pid }),
            Err(error) => return Err(error),
        }
    }
}

/// The process that has the profile, reached and of our version.
#[derive(Debug)]
pub struct Holder {
    stream: LocalSocketStream,
}

impl Holder {
    /// Reaches it, if it listens and greets before the deadline.
    async fn reach(profile: &Profile, deadline: Instant) -> Result<Self, InstanceError> {
        let name = place::name_of(profile)?;
        let greeted = timeout_at(deadline, async {
            let stream = LocalSocketStream::connect(name).await?;
            frame::write(&mut &stream, Frame::hello()).await?;
            let frame = frame::read(&mut &stream).await?;
            Ok::<_, std::io::Error>((stream, frame))
        });
        match greeted.await {
            Ok(Ok((stream, Frame::Hello { protocol, .. }))) if protocol == PROTOCOL => {
                Ok(Self { stream })
            }
            Ok(Ok((_, Frame::Hello { version, .. }))) => {
                Err(InstanceError::OtherVersion { theirs: version })
            }
            // Whatever this is, it does not speak any version of the protocol.
            Ok(Ok(_)) => Err(InstanceError::OtherVersion { theirs: "?".into() }),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(InstanceError::OtherVersion { theirs: "?".into() })
            }
            Ok(Err(_)) | Err(_) => Err(InstanceError::NoAnswer { pid: None }),
        }
    }

    /// Hands a request over, writes what comes back to `out` and `err`, and returns the exit status.
    ///
    /// # Errors
    /// [`InstanceError::TooMuchInput`], after which nothing was done, and
    /// [`InstanceError::BrokenOff`], after which nobody knows how much was.
    pub async fn hand_over(
        self,
        request: Request,
        out: &mut (dyn Write + Send),
        err: &mut (dyn Write + Send),
    ) -> Result<i32, InstanceError> {
        exchange(self.stream, request, out, err).await
    }
}

async fn exchange(
    stream: LocalSocketStream,
    request: Request,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> Result<i32, InstanceError> {
    if request.input.len() > MAX_INPUT {
        return Err(InstanceError::TooMuchInput);
    }
    let (mut from, mut to) = tokio::io::split(stream);
    let head = RequestHead {
        argv: request.argv,
        cwd: request.cwd,
    };
    let head = serde_json::to_vec(&head).map_err(|_| InstanceError::TooMuchInput)?;
    let input = request.input;
    // Written beside the reading: the other side may answer before it has taken all input.
    let send = async {
        frame::write(&mut to, Frame::Request(head)).await?;
        for piece in input.chunks(CHUNK) {
            frame::write(&mut to, Frame::Input(piece.to_vec())).await?;
        }
        frame::write(&mut to, Frame::InputEnd).await
    };
    let receive = async {
        loop {
            let frame = timeout(SILENCE, frame::read(&mut from)).await;
            // A closed pipe on our own side (`| head`) is no reason to leave the work undone.
            match frame {
                Ok(Ok(Frame::Out(bytes))) => drop(out.write_all(&bytes).and_then(|()| out.flush())),
                Ok(Ok(Frame::Err(bytes))) => drop(err.write_all(&bytes).and_then(|()| err.flush())),
                Ok(Ok(Frame::Alive)) => {}
                Ok(Ok(Frame::Exit(status))) => return Ok(status),
                _ => return Err(InstanceError::BrokenOff),
            }
        }
    };
    tokio::pin!(send, receive);
    tokio::select! {
        biased;
        result = &mut receive => result,
        // If it did not take the request, reading will tell.
        _ = &mut send => receive.await,
    }
}
