export {
  ActionIcon, Alert, Anchor, Badge, Box, Button, Card, Checkbox, Code, Collapse, CopyButton, Divider, Flex, Grid, Group, Indicator,
  Loader, Menu, Modal, NumberInput, Pagination, Paper, PasswordInput, Popover, Progress, RingProgress, ScrollArea,
  SegmentedControl, Select, SimpleGrid, Skeleton, Slider, Stack, Switch, Table, Tabs, TagsInput, Text, Textarea, TextInput, Title,
  Tooltip, UnstyledButton, VisuallyHidden, useMantineColorScheme, useComputedColorScheme,
} from '@mantine/core';
export type { PasswordInputProps } from '@mantine/core';
export { useDebouncedCallback, useDebouncedValue, useElementSize, useDocumentVisibility } from '@mantine/hooks';
export { notifications } from '@mantine/notifications';
export { PealUi, applyColorScheme } from './provider';
export * from './icons';
export { StateMark, type Tone } from './state-mark';
export { Elapsed, Countdown, formatAverage, formatDuration } from './elapsed';
export { useNow, serverNow, setServerOffset } from './clock';
export { ReasonedButton, type ReasonedButtonProps } from './reasoned-button';
export { Panel, PanelTitle, Facts, type FactRow } from './panel';
export { ColumnHeads } from './column-heads';
export { EmptyState } from './empty-state';
export { KeyCap } from './key-cap';
export { LoadingBox } from './loading-box';
export { LevelBars } from './level-bars';
export { MomentField, type MomentFieldTexts } from './moment-field';
export { Page } from './page';
