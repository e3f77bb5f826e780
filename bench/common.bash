# What the benchmark scripts share. To be sourced, from the root of the repository.

JDK_MIN=25

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Prints the first JDK that is new enough.
find_jdk() {
  local home version
  for home in "${WEFT_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ ! -x "$home/bin/javac" ] || [ ! -r "$home/release" ]; then continue; fi
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [ "${version:-0}" -ge "$JDK_MIN" ]; then
      echo "$home"
      return
    fi
  done
  die "no JDK $JDK_MIN or newer under /usr/lib/jvm, nor in WEFT_JAVA_HOME or JAVA_HOME"
}

# Compiles the library and the benchmarks, and sets class_path.
build() {
  local core
  # MAVEN_ARGS is for options such as -o.
  # shellcheck disable=SC2086
  mvn -B -q -ntp ${MAVEN_ARGS:-} -DskipTests -pl bench -am package \
    dependency:build-classpath -Dmdep.outputFile=target/classpath \
    -Dmdep.includeScope=runtime >&2 || die "the build failed"
  core=$(find "$PWD/core/target" -maxdepth 1 -name 'weft-*.jar' \
    ! -name '*-sources.jar' ! -name '*-javadoc.jar')
  class_path=$PWD/bench/target/classes:$core:$(cat bench/target/classpath)
}

# Describes what the numbers were measured on: no names, no paths.
machine() {
  echo "date:    $(date -u +%F)"
  echo "cpu:     $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)"
  echo "cores:   $(nproc)"
  echo "memory:  $(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)"
  echo "kernel:  $(uname -s -r -m)"
  echo "tcp:     $(cat /proc/sys/net/ipv4/tcp_congestion_control)"
  echo "jdk:     $("$1/bin/java" -version 2>&1 | sed -n 3p)"
}

# identity FOLDER: makes a certificate of P-256 with its key, as PEM and as PKCS#12.
identity() {
  mkdir "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$1/key.pem" -out "$1/certificate.pem" 2>/dev/null
  openssl pkcs12 -export -in "$1/certificate.pem" -inkey "$1/key.pem" -name peer \
    -passout pass:password -out "$1/identity.p12"
}
