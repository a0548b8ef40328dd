using System.Text.Json;
using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Vehicles;

/// <summary>A car's id stands in paths, messages and files: one rule for answers of the server, adopted files and what an operator types.</summary>
public sealed class CarIdTests
{
    [Theory]
    [InlineData("0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a")]
    [InlineData("42")]
    [InlineData("cars:2026.11~a_b+c=")]
    [InlineData("...")]
    public void Printable_id_without_address_characters_is_accepted(string id) => Assert.Equal(id, ReadId(id));

    [Theory]
    [InlineData("id\u202Egnp")]
    [InlineData("id\u200B")]
    [InlineData("id\u009B31m")]
    [InlineData("id\u001B[2J")]
    [InlineData("a/../b?x#y")]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("https://u:PW@h/x")]
    [InlineData("u:PW@h")]
    [InlineData("<b>")]
    [InlineData("\"")]
    [InlineData("'; --")]
    [InlineData("żółć")]
    [InlineData("ａ")]
    public void Id_that_needs_escaping_is_refused(string id)
    {
        Assert.False(RemoteId.IsValid(id));
        Assert.Null(ReadId(id));
    }

    [Fact]
    public void An_id_has_at_most_200_characters()
    {
        Assert.True(RemoteId.IsValid(new string('a', 200)));
        Assert.False(RemoteId.IsValid(new string('a', 201)));
    }

    private static string? ReadId(string id) => AnswerRules.ReadId(JsonSerializer.SerializeToUtf8Bytes(new { id }));
}
