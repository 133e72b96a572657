#!/usr/bin/env bash
# Finds or makes a Rust compiler for the browser (wasm32-unknown-unknown) and prints the line that puts it on PATH:
#
#   eval "$(frontend/toolchain.sh)"
#
#   1. the rustc on PATH that has the target
#   2. our own toolchain, made here before
#   3. rustup adds the target
#   4. Debian's rustc-web, unpacked into a folder of our own (no root, nothing installed), with std for wasm32 built once
#   5. none of these: one sentence, exit 1
#
# WASM_TOOLCHAIN=debian        leaves out 1 and 3
# WASM_TOOLCHAIN_DIR=FOLDER    where our own toolchain lives; else tiendo-wasm-toolchain in the user's cache folder
set -euo pipefail

target=wasm32-unknown-unknown
home=${WASM_TOOLCHAIN_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tiendo-wasm-toolchain}
oldest=1.94 # the workspace's rust-version
packages=(rustc-web cargo-web libstd-rust-web-dev rustfmt-web rust-web-clippy rust-web-src)

say() { echo "toolchain: $*" >&2; }
fail() { say "$*"; exit 1; }
has_target() { compgen -G "$("$1" --print sysroot 2>/dev/null)/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; }
use() { # [BIN]
  local rustc=${1:+$1/}rustc
  say "$("$rustc" --version) from $(dirname "$(command -v "$rustc")")"
  if [ -n "${1:-}" ]; then printf 'export PATH=%q:"$PATH"\n' "$1"; fi
  exit 0
}
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; } # VERSION OLDEST

# 1 and 2
if [ "${WASM_TOOLCHAIN:-}" != debian ] && command -v rustc >/dev/null && has_target rustc; then use; fi
if [ -e "$home/.complete" ] && has_target "$home/bin/rustc"; then use "$home/bin"; fi

# 3
if [ "${WASM_TOOLCHAIN:-}" != debian ] && command -v rustup >/dev/null; then
  say "asking rustup for $target (at most a minute)"
  if timeout 60 rustup target add "$target" >&2 && has_target rustc; then use; fi
fi

# 4, or 5
advice="no Rust compiler for $target; with rustup and a connection run: rustup target add $target"
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "$advice"
candidate() { LC_ALL=C apt-cache policy rustc-web | sed -nE 's/^ *Candidate: ([0-9][0-9.]*).*/\1/p'; }
version=$(candidate)
if ! at_least "${version:-0}" "$oldest"; then # no package lists on this machine, or old ones
  say "reading the package lists"
  apt-get -qq update >&2 || true
  version=$(candidate)
fi
at_least "${version:-0}" "$oldest" || fail "$advice (Debian's rustc-web here is '${version:-none}', older than $oldest)"
minor=${version%.*}
llvm=$(apt-cache show "libstd-rust-web-$minor" | sed -n 's/.*libllvm\([0-9]\+\).*/\1/p' | head -n 1)
packages+=("libstd-rust-web-$minor" "libllvm$llvm" "lld-$llvm")
started=$SECONDS
say "unpacking Debian's rustc $version into $home"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() { # PACKAGE…: what is not on the machine goes below $work/root
  mkdir -p "$work/debs" "$work/root"
  (cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download "$@" >&2) || fail "cannot download $*; check the connection, then run it again"
  for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
  rm -r "$work/debs"
}
unpack "${packages[@]}"

machine=$(uname -m)
lib=lib/$machine-linux-gnu
host_bin=lib/rustlib/$machine-unknown-linux-gnu/bin
usr=$work/root/usr
rm -rf "$home"
mkdir -p "$home/bin" "$home/libexec" "$home/$lib" || fail "cannot write to $home; name another folder in WASM_TOOLCHAIN_DIR"
cp -a "$usr/lib/rustlib" "$home/lib/"
rm -rf "$home/lib/rustlib/src"
cp -a "$usr/$lib"/librustc_driver-*.so "$usr/$lib"/libLLVM* "$home/$lib/"
mkdir -p "$home/$host_bin/gcc-ld"
cp -L "$usr/lib/llvm-$llvm/bin/lld" "$home/$host_bin/rust-lld"
ln -s ../rust-lld "$home/$host_bin/gcc-ld/wasm-ld"
ln -s ../rust-lld "$home/$host_bin/gcc-ld/ld.lld"
ln -s "../$host_bin/rust-lld" "$home/bin/wasm-ld"
for program in rustc rustdoc cargo rustfmt cargo-fmt clippy-driver cargo-clippy; do
  cp -L "$usr/bin/$program" "$home/libexec/"
  cat >"$home/bin/$program" <<WRAPPER
#!/bin/sh
home=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")
LD_LIBRARY_PATH="\$home/$lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "\$home/libexec/$program" "\$@"
WRAPPER
  chmod +x "$home/bin/$program"
done

# Shared libraries that the machine lacks: apt says which packages an installation would add, we only unpack them.
missing() {
  LD_LIBRARY_PATH=$home/$lib ldd "$home"/libexec/* "$home/$host_bin/rust-lld" "$home/$lib"/*.so* 2>/dev/null | awk '/not found/ { print $1 }' | sort -u
}
if [ -n "$(missing)" ]; then
  mapfile -t libraries < <(LC_ALL=C apt-get -s --no-install-recommends install "${packages[@]}" | awk '$1 == "Inst" && $2 ~ /^lib/ && $3 !~ /^\[/ { print $2 }' |
    grep -vxFf <(printf '%s\n' "${packages[@]}"))
  unpack "${libraries[@]}"
  for name in $(missing); do find "$work/root" -name "$name" -exec cp -L {} "$home/$lib/" \; -quit; done
  for name in $(missing); do find "$work/root" -name "$name" -exec cp -L {} "$home/$lib/" \; -quit; done # what those need in turn
  [ -z "$(missing)" ] || fail "Debian's rustc needs libraries this machine lacks: $(missing | tr '\n' ' '); install them and run it again"
fi

# std's few dependencies come from the registry, pinned by std's own Cargo.lock: Debian's vendor folder is incomplete.
say "building std for $target (about a minute)"
source=$home/source
mkdir "$source"
cp -a "$usr/src/rustc-$version/library" "$source/"
rm -rf "$source/library/vendor"
cd "$source/library"
env -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_TARGET -u RUSTUP_TOOLCHAIN PATH="$home/bin:$PATH" RUSTC="$home/bin/rustc" RUSTC_BOOTSTRAP=1 \
  CARGO_TARGET_DIR="$work/target" CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_LTO=off __CARGO_DEFAULT_LIB_METADATA=wasm32std \
  RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix=$source=/rustc/$version --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
  cargo build --quiet --release --locked --manifest-path sysroot/Cargo.toml --target "$target" --no-default-features --features panic-unwind >&2 ||
  fail "std for $target did not build; the compiler's message is above"
cd /
mkdir -p "$home/lib/rustlib/$target/lib"
cp "$work/target/$target/release/deps/"*.rlib "$home/lib/rustlib/$target/lib/"
rm -rf "$source"
has_target "$home/bin/rustc" || fail "the build left no std for $target in $home"
touch "$home/.complete"
say "made in $((SECONDS - started)) s, $(du -sh "$home" | cut -f 1)"
use "$home/bin"
