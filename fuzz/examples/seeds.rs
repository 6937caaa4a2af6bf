//! Writes the seeds of every target to `corpus/TARGET/`, where cargo-fuzz looks for them.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for entry in ws101_fuzz::ENTRIES {
        let folder = corpus.join(entry.name);
        std::fs::create_dir_all(&folder)?;
        let seeds = (entry.seeds)();
        for (at, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{at:03}")), seed)?;
        }
        println!("{}: {} seeds", entry.name, seeds.len());
    }
    Ok(())
}
