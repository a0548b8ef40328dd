using System.Text.Json;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>Files in old encodings and in containers.</summary>
[Trait("Category", "Slow")]
public sealed class FileCaseTests : CaseTests
{
    [Theory]
    [InlineData("W07-day1.csv", "W07-day2-equipment-line.csv", 8)]
    [InlineData("W16-day1.csv", "W16-day2-dos-eof.csv", 4)]
    [InlineData("W17-day1.csv", "W17-day2-quoted-empty-row.csv", 4)]
    public async Task Absent_car_is_closed_and_nothing_is_an_error(string day1, string day2, int cars)
    {
        var first = await SyncAsync(day1);
        Assert.Equal((0, cars, 0), (first.ExitCode, first.Count("created"), first.Count("errors")));
        var second = await SyncAsync(day2);
        Assert.Equal((0, 1, 0, 0), (second.ExitCode, second.Count("closed"), second.Count("errors"), second.Count("held_back")));
        Assert.Equal(cars - 1, Rig.Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Dos_code_page_is_read_right_with_a_warning()
    {
        var result = await SyncAsync("W09-cp852.csv");
        Assert.Equal((0, 3), (result.ExitCode, result.Count("created")));
        Assert.Equal(["Biały", "Ciemnoniebieski, perłowy", "Żółty"], Values("color"));
        Assert.Contains("Škoda Citroën", Values("model"));
        Assert.Contains("Łódź, świetny stan, żółte przeszycia", Values("description"));
        Assert.Equal("UnusualEncoding", result.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Contains("--encoding", result.Error);
    }

    [Fact]
    public async Task Encoding_and_delimiter_can_be_named()
    {
        var result = await SyncAsync("W09-cp852.csv", "--encoding", "cp852", "--delimiter", ";");
        Assert.Equal((0, 3, 0), (result.ExitCode, result.Count("created"), result.Json.GetProperty("warnings").GetArrayLength()));
        Assert.Equal(2, (await IzzyProcess.RunAsync(Rig.Environment, "sync", PathOf("W09-cp852.csv"), "--delimiter", "ab")).ExitCode);
        Assert.Equal(2, (await IzzyProcess.RunAsync(Rig.Environment, "sync", PathOf("W09-cp852.csv"), "--encoding", "polish")).ExitCode);
    }

    [Fact]
    public async Task Row_in_another_encoding_is_read_right_with_a_warning()
    {
        var result = await SyncAsync("W09c-mixed.csv");
        Assert.Equal((0, 6), (result.ExitCode, result.Count("created")));
        Assert.Equal(["Biały", "Żółty"], Values("color").Distinct());
        Assert.Equal(["Piękny, zadbany, świeżo sprowadzony", "Łódź, świetny stan"], Values("description").Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("MixedEncoding", result.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("\"$0\" sync \"$1\" --close-missing --json")]
    [InlineData("\"$0\" sync <(zcat \"$1\") --close-missing --json")]
    [InlineData("zcat \"$1\" | \"$0\" sync - --close-missing --json")]
    [InlineData("\"$0\" sync - --close-missing --json < \"$1\"")]
    public async Task Packed_file_gives_the_same_in_each_way(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no bash.");
        using var izzy = IzzyProcess.StartProgram("bash", Rig.Environment, ["-c", command, IzzyProcess.Path, PathOf("W15-stock.csv.gz")]);
        var result = await izzy.EndAsync();
        Assert.Equal((0, 4, 0), (result.ExitCode, result.Count("created"), result.Count("errors")));
        Assert.Equal(4, Rig.Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Standard_input_without_content_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no bash.");
        using var izzy = IzzyProcess.StartProgram("bash", Rig.Environment, ["-c", "true | \"$0\" sync - --json", IzzyProcess.Path]);
        var result = await izzy.EndAsync();
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Nothing came through the pipe", result.Error);
    }

    private IEnumerable<string> Values(string name) =>
        Rig.Server.ActiveCars.Select(car => JsonDocument.Parse(car.Json).RootElement.GetProperty(name).GetString()!).Order(StringComparer.Ordinal);
}
