using System.Reflection;
using System.Xml.Linq;
using IzzyPS.Help;

// IzzyPS.Help <IzzyPS.dll> <IzzyPS.xml> <IzzyPS.dll-Help.xml>
var assembly = Assembly.LoadFrom(args[0]);
var comments = new Comments(XDocument.Load(args[1], LoadOptions.PreserveWhitespace));
var commands = assembly.GetExportedTypes()
    .Select(type => CommandDescription.TryCreate(type, comments))
    .OfType<CommandDescription>()
    .OrderBy(command => command.Name, StringComparer.Ordinal);
Maml.CreateDocument(commands).Save(args[2]);
