using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary>The help of <c>izzy</c> itself, which is written without System.CommandLine.</summary>
public sealed class ToolHelpTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task Own_help_is_the_text_that_System_CommandLine_would_write(string word)
    {
        var own = await IzzyProcess.RunAsync(Nothing, word);
        var theirs = await IzzyProcess.RunAsync(Nothing, word, word);

        Assert.Equal((0, 0), (own.ExitCode, theirs.ExitCode));
        Assert.Contains("move-ledger", own.Output, StringComparison.Ordinal);
        Assert.Equal(theirs.Output, own.Output);
    }

    [Theory]
    [InlineData("sync", "--close-missing")]
    [InlineData("status", "--json")]
    [InlineData("resolve", "--remote-id")]
    [InlineData("move-ledger", "--json")]
    [InlineData("sandbox", "--fault")]
    [InlineData("demo", "Runs the whole job")]
    public async Task Help_of_a_command_has_its_options(string command, string expected)
    {
        var help = await IzzyProcess.RunAsync(Nothing, command, "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains(expected, help.Output, StringComparison.Ordinal);
    }
}
