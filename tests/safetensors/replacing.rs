//! The effect of a save on the file at its path.

use std::fs;

use init_core::safetensors::{Save, load, save};

use crate::{Folder, Linear};

/// A name of 255 bytes, as long as a file system allows.
#[test]
fn the_longest_name_has_room() {
    let folder = Folder::new("long");
    let path = folder.file(&"m".repeat(255));
    save(&Linear::from(0.0), &path).unwrap();
    assert_eq!(folder.names().len(), 1);
}

#[test]
fn a_folder_is_not_replaced() {
    let folder = Folder::new("folder");
    let path = folder.file("m.safetensors");
    fs::create_dir(&path).unwrap();
    let error = save(&Linear::from(0.0), &path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}`: is there, and is not a file
  help: save to the path of a file
note: nothing was written",
            path.display()
        )
    );
    assert_eq!(folder.names(), ["m.safetensors"]);
}

/// Files that an index names, but that have names of something else, stay.
#[test]
fn only_files_of_a_save_are_removed() {
    let folder = Folder::new("others");
    let path = folder.file("m.safetensors");
    save(&Linear::from(1.0), folder.file("mine.safetensors")).unwrap();
    save(
        &Linear::from(1.0),
        folder.file("m-00001-of-00001.safetensors"),
    )
    .unwrap();
    let index =
        r#"{"weight_map":{"weight":"mine.safetensors","bias":"m-00001-of-00001.safetensors"}}"#;
    fs::write(folder.file("m.safetensors.index.json"), index).unwrap();
    let mut model = Linear::zero();
    assert_eq!(load(&mut model, &path).unwrap().names().len(), 2);
    assert_eq!(model, Linear::from(1.0));
    save(&Linear::from(2.0), &path).unwrap();
    assert_eq!(folder.names(), ["m.safetensors", "mine.safetensors"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_mode_is_kept() {
        let folder = Folder::new("mode");
        let path = folder.file("m.safetensors");
        let several = Save::new().max_shard_bytes(24);
        save(&Linear::from(0.0), &path).unwrap();
        for bits in [0o600, 0o640, 0o400, 0o444] {
            fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
            save(&Linear::from(1.0), &path).unwrap();
            assert_eq!(mode(&path), bits);
            let saved = several.run(&Linear::from(2.0), &path).unwrap();
            let all = saved.files().iter().map(AsRef::as_ref).chain(saved.index());
            assert!(all.into_iter().all(|file| mode(file) == bits), "{bits:o}");
            several.run(&Linear::from(3.0), &path).unwrap();
            save(&Linear::from(4.0), &path).unwrap();
            assert_eq!(mode(&path), bits);
        }
    }

    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        let folder = Folder::new("link");
        let (path, blob) = (folder.file("m.safetensors"), folder.file("blob"));
        for content in [Some("a blob of somebody"), None] {
            match content {
                Some(content) => fs::write(&blob, content).unwrap(),
                None => fs::remove_file(&blob).unwrap(),
            }
            let _ = fs::remove_file(&path);
            symlink(&blob, &path).unwrap();
            save(&Linear::from(1.0), &path).unwrap();
            assert!(fs::symlink_metadata(&path).unwrap().is_file());
            assert_eq!(fs::read_to_string(&blob).ok().as_deref(), content);
            let mut model = Linear::zero();
            assert_eq!(load(&mut model, &path).unwrap().names().len(), 2);
            assert_eq!(model, Linear::from(1.0));
        }
        // The link is what several files replace, too.
        fs::write(&blob, "a blob of somebody").unwrap();
        fs::remove_file(&path).unwrap();
        symlink(&blob, &path).unwrap();
        Save::new()
            .max_shard_bytes(24)
            .run(&Linear::from(1.0), &path)
            .unwrap();
        assert!(fs::symlink_metadata(&path).is_err() && blob.exists());
    }

    #[test]
    fn a_link_to_a_folder_on_the_way_is_followed() {
        let folder = Folder::new("way");
        fs::create_dir(folder.file("real")).unwrap();
        symlink(folder.file("real"), folder.file("link")).unwrap();
        save(
            &Linear::from(1.0),
            folder.file("link").join("m.safetensors"),
        )
        .unwrap();
        assert!(folder.file("real").join("m.safetensors").is_file());
        assert!(
            fs::symlink_metadata(folder.file("link"))
                .unwrap()
                .is_symlink()
        );
    }
}
