//! Runs an entry point on files: `cargo run --example replay TARGET FILE…`.

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let entry = ws101_fuzz::entry(&arguments.next().unwrap_or_default());
    for file in arguments {
        (entry.run)(&std::fs::read(&file)?);
        println!("{file}: fine");
    }
    Ok(())
}
