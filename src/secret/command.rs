//! A password from a command: the first line that it prints.

use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;

use super::SecretError;

/// How long a password command may run. It may have to ask a person (a key's PIN).
pub const COMMAND_LIMIT: Duration = Duration::from_secs(30);
/// Most octets of its output that are read. More than that is no password.
const MAX_OUTPUT: u64 = 64 * 1024;

/// Runs a command line by the system's shell and takes the first line of its output, without the
/// line end. Its input is empty. What it prints is never logged.
///
/// # Errors
/// The `Command…` variants of [`SecretError`].
pub async fn run_command(command: &str) -> Result<SecretString, SecretError> {
    run_within(command, COMMAND_LIMIT).await
}

async fn run_within(command: &str, limit: Duration) -> Result<SecretString, SecretError> {
    let not_started = |error: std::io::Error| SecretError::CommandNotStarted {
        words: error.to_string(),
    };
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(not_started)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let run = async {
        let (output, complaint) = tokio::join!(read_bounded(stdout), read_bounded(stderr));
        (output, complaint, child.wait().await)
    };
    let (output, complaint, status) = tokio::time::timeout(limit, run)
        .await
        .map_err(|_| SecretError::CommandTimeout)?;
    let status = status.map_err(not_started)?;
    let output = output?;
    let text = std::str::from_utf8(&output).map_err(|_| SecretError::CommandOutput);
    if !status.success() {
        let complaint = complaint.unwrap_or_default();
        let words = first_words(&complaint);
        // A command that fails after it printed the password may repeat it in its complaint.
        let printed = text.ok().and_then(|t| t.lines().next()).unwrap_or_default();
        let repeats = !printed.is_empty() && words.contains(printed);
        return Err(SecretError::CommandFailed {
            status: status.code().unwrap_or(-1),
            words: if repeats { String::new() } else { words },
        });
    }
    match text?.lines().next() {
        None | Some("") => Err(SecretError::CommandEmpty),
        Some(line) => Ok(SecretString::from(line)),
    }
}

fn shell(command: &str) -> Command {
    #[cfg(windows)]
    {
        let mut shell = Command::new("cmd");
        // Raw: cmd has quoting rules of its own, and the person wrote the line for it. With /S it
        // takes away the outermost quotes and nothing else; without, it may take those of a line
        // that begins with a quoted program.
        shell
            .args(["/D", "/S", "/C"])
            .raw_arg(format!("\"{command}\""));
        // CREATE_NO_WINDOW: no console flashes up beside the window.
        shell.creation_flags(0x0800_0000);
        shell
    }
    #[cfg(not(windows))]
    {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(command);
        shell
    }
}

async fn read_bounded(pipe: Option<impl AsyncRead + Unpin>) -> Result<Vec<u8>, SecretError> {
    let Some(mut pipe) = pipe else {
        return Ok(Vec::new());
    };
    let mut bytes = Vec::new();
    (&mut pipe)
        .take(MAX_OUTPUT + 1)
        .read_to_end(&mut bytes)
        .await
        .map_err(|_| SecretError::CommandOutput)?;
    if bytes.len() as u64 > MAX_OUTPUT {
        // Dropping the pipe ends a command that prints for ever.
        return Err(SecretError::CommandOutput);
    }
    Ok(bytes)
}

fn first_words(complaint: &[u8]) -> String {
    String::from_utf8_lossy(complaint)
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect()
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[tokio::test]
    async fn the_first_line_is_the_password() {
        for (command, password) in [
            ("echo pass word", "pass word"),
            ("(echo first) & (echo second)", "first"),
            ("<nul set /p \"x=no-newline\"", "no-newline"),
        ] {
            let secret = run_command(command).await.unwrap();
            assert_eq!(secret.expose_secret(), password, "{command}");
        }
    }

    #[tokio::test]
    async fn a_program_and_its_argument_may_have_blanks_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("my programs");
        std::fs::create_dir(&dir).unwrap();
        let program = dir.join("show.bat");
        std::fs::write(&program, "@echo %~1\r\n").unwrap();
        let command = format!("\"{}\" \"my mail\"", program.display());
        let secret = run_command(&command).await.unwrap();
        assert_eq!(secret.expose_secret(), "my mail");
    }

    #[tokio::test]
    async fn what_is_no_password_is_refused() {
        for (command, error) in [
            ("rem nothing", SecretError::CommandEmpty),
            ("(echo.) & (echo second)", SecretError::CommandEmpty),
            (
                "(echo no such entry>&2) & exit 3",
                SecretError::CommandFailed {
                    status: 3,
                    words: "no such entry".into(),
                },
            ),
            (
                "(echo hunter2) & (echo cannot use hunter2>&2) & exit 1",
                SecretError::CommandFailed {
                    status: 1,
                    words: String::new(),
                },
            ),
        ] {
            assert_eq!(run_command(command).await.unwrap_err(), error, "{command}");
        }
        // Which number and which words, the system's version and language decide.
        let missing = run_command("no-such-program show mail").await.unwrap_err();
        assert!(
            matches!(missing, SecretError::CommandFailed { .. }),
            "{missing:?}"
        );
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_ended() {
        // It counts up by nothing.
        let command = "for /L %i in (0,0,1) do @rem";
        let error = run_within(command, Duration::from_millis(500)).await;
        assert_eq!(error.unwrap_err(), SecretError::CommandTimeout);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[tokio::test]
    async fn the_first_line_is_the_password() {
        for (command, password) in [
            ("printf 'pass word\\nuser: anna\\n'", "pass word"),
            ("printf 'no-newline'", "no-newline"),
            ("printf 'dos\\r\\n'", "dos"),
            ("echo \"$((40+2))\" | cat", "42"),
        ] {
            let secret = run_command(command).await.unwrap();
            assert_eq!(secret.expose_secret(), password, "{command}");
        }
    }

    #[tokio::test]
    async fn what_is_no_password_is_refused() {
        for (command, error) in [
            ("true", SecretError::CommandEmpty),
            ("printf '\\nsecond'", SecretError::CommandEmpty),
            ("printf '\\377\\376'", SecretError::CommandOutput),
            ("yes", SecretError::CommandOutput),
            (
                "echo 'no such entry' >&2; exit 3",
                SecretError::CommandFailed {
                    status: 3,
                    words: "no such entry".into(),
                },
            ),
            (
                "echo hunter2; echo 'cannot use hunter2' >&2; exit 1",
                SecretError::CommandFailed {
                    status: 1,
                    words: String::new(),
                },
            ),
        ] {
            assert_eq!(run_command(command).await.unwrap_err(), error, "{command}");
        }
        let missing = run_command("/nonexistent/pass show mail")
            .await
            .unwrap_err();
        assert!(matches!(
            missing,
            SecretError::CommandFailed { status: 127, .. }
        ));
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_ended() {
        let error = run_within("sleep 600", Duration::from_millis(50)).await;
        assert_eq!(error.unwrap_err(), SecretError::CommandTimeout);
    }
}
