using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using IzzyPS.Loader;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>The SQLite that comes along with the module and with the tool.</summary>
public sealed partial class NativeLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-native-").FullName;

    private static string Module => RepositoryRoot.GetPath("out", "IzzyPS", "bin");

    [Theory]
    [InlineData("win-x64", "win-x64", Architecture.X64)]
    [InlineData("win-arm64", "win-arm64", Architecture.Arm64)]
    [InlineData("linux-x64", "linux-x64", Architecture.X64)]
    [InlineData("linux-arm64", "linux-arm64", Architecture.Arm64)]
    [InlineData("debian.12-x64", "linux-x64", Architecture.X64)]
    [InlineData("linux-musl-x64", "linux-musl-x64", Architecture.X64)]
    [InlineData("linux-musl-arm64", "linux-musl-arm64", Architecture.Arm64)]
    [InlineData("alpine.3.22-arm64", "linux-musl-arm64", Architecture.Arm64)]
    [InlineData("osx-x64", "osx-x64", Architecture.X64)]
    [InlineData("osx-arm64", "osx-arm64", Architecture.Arm64)]
    public void Library_of_each_runtime_is_there_and_built_for_it(string runtime, string folder, Architecture architecture)
    {
        var ofModule = NativeFile.GetPath(Module, "e_sqlite3", runtime, architecture);
        Assert.Equal(folder, Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(ofModule))));

        var library = File.ReadAllBytes(ofModule);
        Assert.Equal((SystemOf(runtime), architecture), Target(library));
        Assert.Equal(File.ReadAllBytes(NativeFile.GetPath(IzzyProcess.Folder, "e_sqlite3", runtime, architecture)), library);
    }

    [Fact]
    public void Only_the_eight_runtimes_are_there()
    {
        Assert.Equal(8, Directory.GetFiles(Path.Combine(Module, "runtimes"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal(8, Directory.GetFiles(Path.Combine(IzzyProcess.Folder, "runtimes"), "*e_sqlite3*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Tool_writes_its_ledger_with_the_SQLite_of_its_package()
    {
        var (result, cars) = await SyncAsync(IzzyProcess.Path);
        Assert.Equal(3, result.ExitCode); // The examples have a row with an error.
        Assert.NotEqual(0, cars);

        var locked = await File.ReadAllTextAsync(RepositoryRoot.GetPath("src", "IzzyPS.Core", "packages.lock.json"), TestContext.Current.CancellationToken);
        var package = Version.Parse(Package().Match(locked).Groups[1].Value);
        var header = await File.ReadAllBytesAsync(Path.Combine(_folder, "ledger.db"), TestContext.Current.CancellationToken);
        var writer = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(96)); // sqlite.org/fileformat.html: the version that wrote it last.
        Assert.Equal(package, new Version(writer / 1_000_000, writer / 1_000 % 1_000, writer % 1_000));
        Assert.True(package >= new Version(3, 51, 3), $"SQLite {package} can damage a file in WAL mode.");
    }

    [Fact]
    public async Task Damaged_library_is_named_and_nothing_is_sent()
    {
        var tool = Path.Combine(_folder, "tool");
        foreach (var file in Directory.EnumerateFiles(IzzyProcess.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(tool, Path.GetRelativePath(IzzyProcess.Folder, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await File.WriteAllTextAsync(NativeFile.GetPath(tool, "e_sqlite3"), "cut", TestContext.Current.CancellationToken);

        var (result, cars) = await SyncAsync(Path.Combine(tool, Path.GetFileName(IzzyProcess.Path)));

        Assert.Equal((1, 0), (result.ExitCode, cars));
        Assert.Contains("SQLite library that IzzyPS brings along", result.Error, StringComparison.Ordinal);
        Assert.Contains("install IzzyPS again", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(IzzyResult Result, int Cars)> SyncAsync(string tool)
    {
        await using var server = SandboxServer.Start(new SandboxOptions());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = server.ClientSecret,
            ["IZZYLEASE_LEDGER"] = Path.Combine(_folder, "ledger.db"),
            ["XDG_DATA_HOME"] = _folder,
        };
        using var izzy = IzzyProcess.StartProgram(tool, environment, "sync", RepositoryRoot.GetPath("examples", "stock-monday.csv"));
        return (await izzy.EndAsync(), server.ActiveCars.Count);
    }

    private static string SystemOf(string runtime) =>
        runtime.StartsWith("win", StringComparison.Ordinal) ? "win"
        : runtime.StartsWith("osx", StringComparison.Ordinal) ? "osx"
        : runtime.StartsWith("alpine", StringComparison.Ordinal) || runtime.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
        : "linux";

    /// <summary>The system and the processor that a library says it is built for.</summary>
    private static (string System, Architecture Architecture) Target(ReadOnlySpan<byte> library)
    {
        if (library.StartsWith("MZ"u8))
        {
            var header = library[BinaryPrimitives.ReadInt32LittleEndian(library[0x3c..])..];
            return ("win", Processor(BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), x64: 0x8664, arm64: 0xAA64));
        }

        if (library.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F']))
            return (library.IndexOf("libc.so.6\0"u8) > 0 ? "linux" : "linux-musl", Processor(BinaryPrimitives.ReadUInt16LittleEndian(library[18..]), x64: 62, arm64: 183));

        Assert.Equal(0xFEEDFACF, BinaryPrimitives.ReadUInt32LittleEndian(library));
        return ("osx", Processor(BinaryPrimitives.ReadUInt16LittleEndian(library[4..]), x64: 0x0007, arm64: 0x000C));
    }

    private static Architecture Processor(ushort machine, ushort x64, ushort arm64) =>
        machine == x64 ? Architecture.X64 : machine == arm64 ? Architecture.Arm64 : throw new InvalidDataException($"Processor {machine} is neither x64 nor arm64.");

    [GeneratedRegex("\"SQLite\": \\{[^}]*\"resolved\": \"([^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Package();
}
