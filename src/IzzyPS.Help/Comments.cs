using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IzzyPS.Help;

/// <summary>The XML comments of an assembly.</summary>
internal sealed partial class Comments(XDocument document)
{
    private readonly Dictionary<string, XElement> _members = document.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>Gets the paragraphs of one tag of a member. A missing tag gives an empty list.</summary>
    public IReadOnlyList<string> Paragraphs(string member, string tag)
    {
        if (_members.GetValueOrDefault(member)?.Element(tag) is not { } element)
            return [];
        return element.Element("para") is null ? [Plain(element)] : [.. element.Elements("para").Select(Plain)];
    }

    /// <summary>Gets the examples of a cmdlet. Each is an <c>example</c> element with a <c>code</c> element.</summary>
    public IReadOnlyList<Example> Examples(string member) =>
        [.. (_members.GetValueOrDefault(member)?.Elements("example") ?? []).Select(ToExample)];

    private static Example ToExample(XElement example)
    {
        var code = example.Element("code")!;
        var explanation = new XElement(example);
        explanation.Element("code")!.Remove();
        return new Example(RemoveIndent(code.Value), Plain(explanation));
    }

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } cref => ShortName(cref.Value),
                XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? see.Value,
                XElement inner => Plain(inner),
                _ => string.Empty,
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static string ShortName(string cref) => cref[(cref.LastIndexOf('.') + 1)..];

    private static string RemoveIndent(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        var indent = lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Length < indent ? string.Empty : line[indent..])).Trim('\n', ' ');
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
