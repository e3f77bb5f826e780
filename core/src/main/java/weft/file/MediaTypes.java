package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.internal.text.ContentSniffer;

/// Media types (RFC 9110 §8.3.1) by the extension of a name, and by the first bytes of a content.
final class MediaTypes {

  /// A type, then its extensions. Text is UTF-8: a type with `+` at its end says so to the client.
  private static final String TABLE =
      """
      text/html+                      html htm shtml
      text/css+                       css
      text/javascript+                js mjs cjs
      text/plain+                     txt text log conf ini cfg properties diff patch
      text/plain+                     java kt c h cc cpp hpp py go rs sh
      text/markdown+                  md markdown
      text/csv+                       csv
      text/tab-separated-values+      tsv
      text/xml+                       xml xsl xsd
      text/calendar+                  ics
      text/vcard+                     vcf
      text/vtt+                       vtt
      text/x-component+               htc
      application/json                json map
      application/ld+json             jsonld
      application/geo+json            geojson
      application/manifest+json       webmanifest
      application/x-ndjson            ndjson jsonl
      application/schema+json         schema
      application/yaml                yaml yml
      application/toml                toml
      application/sql                 sql
      application/graphql             graphql gql
      application/xhtml+xml           xhtml xht
      application/atom+xml            atom
      application/rss+xml             rss
      application/rdf+xml             rdf
      application/xml-dtd             dtd
      application/xslt+xml            xslt
      application/mathml+xml          mathml
      application/wasm                wasm
      application/pdf                 pdf
      application/postscript          ps eps ai
      application/rtf                 rtf
      application/epub+zip            epub
      application/msword              doc dot
      application/vnd.ms-excel        xls xlt
      application/vnd.ms-powerpoint   ppt pot pps
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.presentation odp
      application/vnd.sqlite3         sqlite sqlite3
      application/vnd.android.package-archive apk
      application/vnd.apple.mpegurl   m3u8
      application/dash+xml            mpd
      application/vnd.google-earth.kml+xml kml
      application/vnd.google-earth.kmz kmz
      application/vnd.mapbox-vector-tile mvt
      application/vnd.ms-fontobject   eot
      application/java-archive        jar war ear
      application/java-vm             class
      application/zip                 zip
      application/gzip                gz tgz
      application/zstd                zst
      application/x-bzip2             bz2
      application/x-xz                xz
      application/x-tar               tar
      application/x-7z-compressed     7z
      application/vnd.rar             rar
      application/x-debian-package    deb
      application/x-rpm               rpm
      application/x-iso9660-image     iso
      application/x-apple-diskimage   dmg
      application/x-bittorrent        torrent
      application/x-x509-ca-cert      crt cer der
      application/x-pem-file          pem
      application/pgp-signature       asc sig
      application/x-protobuf          pb
      application/vnd.apache.parquet  parquet
      application/vnd.apache.arrow.file arrow
      application/octet-stream        bin exe dll so dylib img msi br
      image/png                       png
      image/apng                      apng
      image/jpeg                      jpg jpeg jpe jfif
      image/gif                       gif
      image/webp                      webp
      image/avif                      avif
      image/heic                      heic
      image/heif                      heif
      image/jxl                       jxl
      image/jp2                       jp2
      image/svg+xml                   svg
      image/x-icon                    ico cur
      image/bmp                       bmp
      image/tiff                      tif tiff
      image/vnd.adobe.photoshop       psd
      audio/mpeg                      mp3
      audio/mp4                       m4a
      audio/aac                       aac
      audio/ogg                       oga ogg opus
      audio/flac                      flac
      audio/wav                       wav
      audio/aiff                      aif aiff
      audio/midi                      mid midi
      audio/webm                      weba
      audio/x-mpegurl                 m3u
      video/mp4                       mp4 m4v
      video/mpeg                      mpg mpeg
      video/mp2t                      ts m2ts
      video/ogg                       ogv
      video/webm                      webm
      video/quicktime                 mov qt
      video/x-matroska                mkv
      video/x-msvideo                 avi
      video/x-ms-wmv                  wmv
      video/x-flv                     flv
      video/3gpp                      3gp
      font/woff                       woff
      font/woff2                      woff2
      font/ttf                        ttf
      font/otf                        otf
      font/collection                 ttc
      model/gltf+json                 gltf
      model/gltf-binary               glb
      model/stl                       stl
      model/obj                       obj
      """;

  private static final Set<String> COMPRESSIBLE =
      Set.of(
          "application/graphql",
          "application/sql",
          "application/toml",
          "application/wasm",
          "application/x-ndjson",
          "application/xml-dtd",
          "application/yaml",
          "font/otf",
          "font/ttf",
          "image/bmp",
          "image/x-icon");

  private static final int EXTENSION_LENGTH_MAX = 16;

  private static final Map<String, String> BY_EXTENSION = read();

  private MediaTypes() {}

  private static Map<String, String> read() {
    var types = new HashMap<String, String>();
    TABLE
        .lines()
        .map(line -> line.split(" +"))
        .forEach(
            row -> {
              boolean text = row[0].endsWith("+");
              String type = text ? row[0].replace("+", "; charset=utf-8") : row[0];
              for (int i = 1; i < row.length; i++) {
                types.put(row[i], type);
              }
            });
    return Map.copyOf(types);
  }

  /// Returns the type that the extension of `name` stands for, null if it has none that is known.
  static @Nullable String ofName(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0 || name.length() - dot > EXTENSION_LENGTH_MAX) {
      return null;
    }
    return BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /// Returns whether content of a type is text, or otherwise known to shrink by compression.
  static boolean isCompressible(@Nullable String type) {
    return type != null
        && (type.startsWith("text/")
            || type.endsWith("json")
            || type.endsWith("xml")
            || COMPRESSIBLE.contains(type));
  }

  /// Returns the type that the first bytes of `in` look like.
  static String ofContent(InputStream in) throws IOException {
    byte[] first = in.readNBytes(ContentSniffer.BYTES_MAX);
    return ContentSniffer.detect(first, 0, first.length);
  }
}
