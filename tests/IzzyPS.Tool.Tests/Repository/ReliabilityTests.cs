using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>docs/reliability.md says which test causes which fault: each is there, and each fault has one.</summary>
public sealed partial class ReliabilityTests
{
    /// <summary>SAFETY.md lists faults 1 to 14 that can be caused today.</summary>
    private const int LeastFaults = 14;

    [Fact]
    public void Each_fault_names_tests_and_each_of_them_is_there()
    {
        var sections = Fault().Matches(Document());
        Assert.InRange(sections.Count, LeastFaults, int.MaxValue);
        Assert.Equal(Enumerable.Range(1, sections.Count), sections.Select(section => int.Parse(section.Groups[1].ValueSpan, null)));
        Assert.All(sections, section => Assert.NotEmpty(Name().Matches(section.Value)));

        var types = TestProjects.Types.ToLookup(type => type.Name, StringComparer.Ordinal);
        var missing = Name().Matches(Document()).Where(name => !types[name.Groups[1].Value].Any(type => IsTest(type, name.Groups[2].Value)));
        Assert.Empty(missing.Select(name => name.Value));
    }

    private static bool IsTest(Type type, string method) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Any(candidate =>
            candidate.Name == method && TestProjects.IsTest(candidate));

    private static string Document() => File.ReadAllText(RepositoryRoot.GetPath("docs", "reliability.md"));

    [GeneratedRegex(@"^\*\*(\d+)\. .*\n.+$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fault();

    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Properties))\.(\w+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
