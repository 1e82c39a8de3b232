using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace KosmosProbe.Containers.Tests.Bed;

/// <summary>
/// Writes an image of busybox as an OCI archive, without a registry. Each image holds its own name, so that no two have
/// the same id, which a runtime would give the first one's name.
/// </summary>
internal static class ImageArchive
{
    private static readonly string[] Tools =
    [
        "sh", "sleep", "cat", "cp", "echo", "ln", "true", "ls", "id", "nc", "wget", "tftp", "timeout", "touch", "env",
    ];

    private static readonly string[] Folders =
        ["bin/", "etc/", "tmp/", "proc/", "sys/", "dev/", "var/", "var/secrets/", "root/"];

    /// <summary>Writes it.</summary>
    /// <param name="path">Of the archive.</param>
    /// <param name="name">With its tag.</param>
    /// <param name="busybox">A static busybox.</param>
    internal static void Write(string path, string name, string busybox)
    {
        byte[] layer = Layer(name, busybox);
        byte[] packed = Gzip(layer);
        var blobs = new Dictionary<string, byte[]>();
        string layerDigest = Add(blobs, packed);
        byte[] config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new
            {
                Env = new[] { "PATH=/usr/sbin:/usr/bin:/sbin:/bin" },
                Entrypoint = new[] { "/bin/sleep" },
                Cmd = new[] { "99999" },
            },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(layer) } },
        });
        string configDigest = Add(blobs, config);
        byte[] manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = "application/vnd.oci.image.manifest.v1+json",
            config = new
            {
                mediaType = "application/vnd.oci.image.config.v1+json",
                digest = configDigest,
                size = config.Length,
            },
            layers = new[]
            {
                new
                {
                    mediaType = "application/vnd.oci.image.layer.v1.tar+gzip",
                    digest = layerDigest,
                    size = packed.Length,
                },
            },
        });
        string manifestDigest = Add(blobs, manifest);
        byte[] index = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            manifests = new[]
            {
                new
                {
                    mediaType = "application/vnd.oci.image.manifest.v1+json",
                    digest = manifestDigest,
                    size = manifest.Length,
                    annotations = new Dictionary<string, string> { ["io.containerd.image.name"] = name },
                },
            },
        });

        using var file = File.Create(path);
        using var tar = new TarWriter(file);
        AddFile(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        AddFile(tar, "index.json", index);
        foreach (var (digest, blob) in blobs)
        {
            AddFile(tar, $"blobs/sha256/{digest["sha256:".Length..]}", blob);
        }
    }

    private static byte[] Layer(string name, string busybox)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, leaveOpen: true))
        {
            foreach (string folder in Folders)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            }

            AddFile(tar, "bin/busybox", File.ReadAllBytes(busybox));
            foreach (string tool in Tools)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{tool}") { LinkName = "busybox" });
            }

            // A program of the name that starts what it is told to, as its child.
            foreach (string parent in (string[])["bin/node", "bin/python3"])
            {
                AddFile(tar, parent, "#!/bin/sh\n\"$@\"\nexit $?\n"u8.ToArray());
            }

            // Can be started, and is no program.
            AddFile(tar, "bin/bash", "none\n"u8.ToArray());

            // Users that the node does not have, or has under another name.
            AddFile(tar, "etc/passwd", """
                root:x:0:0::/root:/bin/sh
                zeus:x:1000:1000::/tmp:/bin/sh
                aegis:x:2000:2000::/tmp:/bin/sh

                """u8.ToArray());
            AddFile(tar, "etc/group", "root:x:0:\nagents:x:1000:\nguards:x:2000:\n"u8.ToArray());
            AddFile(tar, "etc/shadow", "root:*:::::::\n"u8.ToArray());
            AddFile(tar, "var/credentials.json", "{}"u8.ToArray());
            AddFile(tar, "var/my-secret.txt", "s"u8.ToArray());
            AddFile(tar, "etc/image", System.Text.Encoding.UTF8.GetBytes(name));
        }

        return memory.ToArray();
    }

    private static void AddFile(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(content),
            Mode = (UnixFileMode)0b111_101_101,
        });

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    private static string Add(Dictionary<string, byte[]> blobs, byte[] content)
    {
        string digest = Digest(content);
        blobs[digest] = content;
        return digest;
    }

    private static string Digest(byte[] content) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
