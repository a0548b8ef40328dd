# Loads the cmdlets in a context of their own (src/IzzyPS.Loader).
if (-not ('IzzyPS.Loader.ModuleContext' -as [type])) {
    Add-Type -Path (Join-Path $PSScriptRoot 'bin' 'IzzyPS.Loader.dll')
}

# The core has no cmdlets; PowerShell finds its types ([IzzyPS.Vehicle]) only in assemblies that it imported itself.
Import-Module -Assembly ([IzzyPS.Loader.ModuleContext]::LoadModule('IzzyPS.Core'))
$cmdlets = Import-Module -Assembly ([IzzyPS.Loader.ModuleContext]::LoadModule('IzzyPS')) -PassThru

# With -Force, PowerShell takes the assembly's module from its cache and forgets to export its cmdlets from this one:
# https://github.com/PowerShell/PowerShell/issues/20710
$export = [psmoduleinfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    if (-not $ExecutionContext.SessionState.Module.ExportedCmdlets.ContainsKey($cmdlet.Name)) {
        $export.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}
