using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>The name of a test states the condition and the outcome, briefly. Source: STYLE.md, "Plain language".</summary>
public sealed partial class TestNameTests
{
    private const int LongestName = 80;

    [Fact]
    public void No_test_method_has_a_name_above_80_characters()
    {
        var names = TestProjects.Types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(TestProjects.IsTest)
            .Select(method => method.Name)
            .ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => name.Length > LongestName);
    }

    [Fact]
    public void No_pester_test_has_a_name_above_80_characters()
    {
        var names = Directory.GetFiles(RepositoryRoot.GetPath("tests", "Pester"), "*.Tests.ps1")
            .SelectMany(file => PesterName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => name.Length > LongestName);
    }

    [GeneratedRegex("^ *It '((?:[^'\n]|'')+)'", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PesterName();
}
