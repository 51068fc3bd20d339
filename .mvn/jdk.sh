# Sourced by ./mvnw and ./tallystick: finds a JDK of at least NEED and exports JAVA_HOME.
# No JVM is started; a directory is a JDK if bin/javac is executable and `release` names a version.
# The callers run with `set -euf`, so tests that may fail stay inside if/&& chains.
NEED=25

jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_usable() {
  jdk_found_major=$(jdk_major "$1") || return 1
  [ -n "$jdk_found_major" ] && [ "$jdk_found_major" -ge "$NEED" ]
}

jdk_choose() {
  if [ -n "${JAVA_HOME-}" ] && jdk_usable "$JAVA_HOME"; then
    printf %s "$JAVA_HOME"
    return 0
  fi
  jdk_javac=$(command -v javac || true)
  if [ -n "$jdk_javac" ]; then
    jdk_javac=$(readlink -f "$jdk_javac" 2>/dev/null || printf %s "$jdk_javac")
    if jdk_usable "${jdk_javac%/bin/javac}"; then
      printf %s "${jdk_javac%/bin/javac}"
      return 0
    fi
  fi
  set +f
  for jdk_dir in /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if jdk_usable "$jdk_dir"; then
      printf %s "$jdk_dir"
      return 0
    fi
  done
  return 1
}

if jdk_home=$(jdk_choose); then
  JAVA_HOME=$jdk_home
  export JAVA_HOME
else
  jdk_seen=$(command -v java >/dev/null 2>&1 && java -version 2>&1 | sed -n '1p' || echo 'no java on PATH')
  echo "tallystick: needs a JDK $NEED or newer ($jdk_seen); install one or set JAVA_HOME to it" >&2
  exit 1
fi
