//! A data folder of its own, and the binary on it.

use std::fs;
use std::io::Write;
use std::ops::Deref;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use test_support::Instance;

pub const PASSWORD: &str = "correct horse battery staple";

pub struct World(Instance);

impl Deref for World {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.0
    }
}

/// The output of a call, and its exit code.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new() -> Self {
        Self(Instance::new(test_support::program!()))
    }

    pub fn run(&self, args: &[&str]) -> Done {
        self.command(args).output().unwrap().into()
    }

    pub fn run_with(&self, args: &[&str], variable: &str, value: &str) -> Done {
        self.command(args)
            .env(variable, value)
            .output()
            .unwrap()
            .into()
    }

    /// The output of a command that runs as a user to whom the modes of files apply, as they do not to root.
    pub fn run_under_modes(mut command: Command) -> Done {
        if fs::metadata("/proc/self").unwrap().uid() == 0 {
            let capabilities = "-dac_override,-dac_read_search";
            let mut under = Command::new("setpriv");
            under
                .arg(format!("--bounding-set={capabilities}"))
                .arg(format!("--inh-caps={capabilities}"))
                .arg(command.get_program())
                .args(command.get_args())
                .env_clear()
                .envs(command.get_envs().filter_map(|(n, v)| Some((n, v?))))
                .current_dir(command.get_current_dir().unwrap());
            command = under;
        }
        command.output().unwrap().into()
    }

    pub fn run_typing(&self, args: &[&str], input: &str) -> Done {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().into()
    }

    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn list(&self) -> Vec<Vec<String>> {
        let done = self.run(&["users", "list"]);
        assert_eq!(done.code, 0, "{done:?}");
        let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
        done.out.lines().map(fields).collect()
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    /// Asserts a failure with this code, one line on standard error that contains `text`, and no other output.
    pub fn assert_fails(&self, code: i32, text: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("bouclier: "), "{self:?}");
        assert!(self.err.contains(text), "{text} in {self:?}");
        assert_eq!(self.out, "", "{self:?}");
    }
}

pub fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    folder.join(name).to_str().unwrap().to_owned()
}
